package io.fireweed.it.script;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.HashKVResponse;
import io.fireweed.api.rpc.LeaseLeasesResponse;
import io.fireweed.api.rpc.LeaseStatus;
import io.fireweed.api.rpc.LeaseTimeToLiveResponse;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.api.rpc.ResponseOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.TxnResponse;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Refusal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Comparator;
import java.util.List;

/// Answers as text, without what differs between any two servers.
final class Answers {
  private Answers() {}

  /// {@return a message on one line}
  static String line(Message message) {
    return TextFormat.printer().emittingSingleLine(true).printToString(message);
  }

  /// {@return what a server answers to a call}
  static String of(Client client, Step.Call call) {
    try {
      return line(plain(call.request(), client.call(call.method(), call.request())));
    } catch (StatusRuntimeException failure) {
      return plain(Refusal.of(failure), client).toString();
    }
  }

  /// Differs: 3.4 and 3.5 have other codes for some errors, and do not translate those of
  /// the auth store in calls of maintenance.
  private static Refusal plain(Refusal refusal, Client client) {
    if (refusal.code() == Status.Code.UNKNOWN && refusal.text().startsWith("auth: ")) {
      String text = refusal.text().replaceFirst("auth: ", "etcdserver: ");
      return EtcdError.find(text)
          .map(error -> new Refusal(error.code(), error.text()))
          .orElse(refusal);
    }
    return EtcdError.find(refusal.text())
        .filter(error -> client.server().release().codeOf(error) == refusal.code())
        .map(error -> new Refusal(error.code(), error.text()))
        .orElse(refusal);
  }

  private static Message plain(Message request, Message answer) {
    Message.Builder builder = answer.toBuilder();
    var header = builder.getDescriptorForType().findFieldByName("header");
    if (header != null && builder.hasField(header)) {
      long revision = ((ResponseHeader) builder.getField(header)).getRevision();
      builder.setField(header, ResponseHeader.newBuilder().setRevision(revision).build());
    }
    return plainBody(request, builder.build());
  }

  private static Message plainBody(Message request, Message answer) {
    return switch (answer) {
      case LeaseTimeToLiveResponse lease -> {
        var builder = lease.toBuilder().clearKeys();
        lease.getKeysList().stream()
            .sorted(Comparator.comparing(key -> key.toStringUtf8()))
            .forEach(builder::addKeys);
        // Whole seconds that are left: the two servers may stand on both sides of one.
        yield lease.getTTL() > 0 ? builder.setTTL(1).build() : builder.build();
      }
      case LeaseLeasesResponse leases -> {
        List<LeaseStatus> sorted =
            leases.getLeasesList().stream()
                .sorted(Comparator.comparingLong(LeaseStatus::getID))
                .toList();
        yield leases.toBuilder().clearLeases().addAllLeases(sorted).build();
      }
      case RangeResponse range -> withoutLeases((RangeRequest) request, range);
      case TxnResponse txn -> plainTxn((TxnRequest) request, txn);
      // Differs: 3.6 began to tell which revision the hash is of.
      case HashKVResponse hash -> hash.toBuilder().clearHashRevision().build();
      default -> answer;
    };
  }

  /// Differs: before 3.7 keys alone came with their lease; since then they are read from the index,
  /// which knows no leases.
  private static RangeResponse withoutLeases(RangeRequest request, RangeResponse answer) {
    if (!request.getKeysOnly()) {
      return answer;
    }
    RangeResponse.Builder builder = answer.toBuilder();
    builder.getKvsBuilderList().forEach(kv -> kv.clearLease());
    return builder.build();
  }

  private static TxnResponse plainTxn(TxnRequest request, TxnResponse answer) {
    List<RequestOp> asked =
        answer.getSucceeded() ? request.getSuccessList() : request.getFailureList();
    TxnResponse.Builder builder = answer.toBuilder();
    for (int i = 0; i < answer.getResponsesCount(); i++) {
      ResponseOp response = answer.getResponses(i);
      RequestOp op = asked.get(i);
      if (response.hasResponseRange()) {
        builder
            .getResponsesBuilder(i)
            .setResponseRange(withoutLeases(op.getRequestRange(), response.getResponseRange()));
      } else if (response.hasResponseTxn()) {
        builder
            .getResponsesBuilder(i)
            .setResponseTxn(plainTxn(op.getRequestTxn(), response.getResponseTxn()));
      }
    }
    return builder.build();
  }
}
