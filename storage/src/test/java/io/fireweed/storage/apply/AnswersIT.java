package io.fireweed.storage.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.DeleteRangeResponse;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.ResponseOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.TxnResponse;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.bbolt.Db;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.backend.BufferedBackend;
import io.fireweed.storage.mvcc.RangeRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same random requests to a real member and to our stores: the same answers, the same errors.
///
/// Where sorted rows tie, etcd promises no order, so only what they were sorted by is compared. A
/// lease in an answer without values, which etcd left out later, is not.
class AnswersIT {
  private static final int MAX_OPERATIONS = 128;

  @TempDir Path work;

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void aRealMemberGivesTheSameAnswers(String release) {
    EtcdPrograms programs = EtcdPrograms.assume(release);
    SeededRandom.check(1, random -> run(programs, random));
  }

  private void run(EtcdPrograms programs, Random random) throws Exception {
    try (RealEtcd etcd = RealEtcd.start(programs, work.resolve("m"));
        Db db = Replay.create(work.resolve("db"));
        BufferedBackend backend = BufferedBackend.open(db);
        Applier applier = Applier.over(backend, Replay.rules("3.7.1"), _ -> Replay.HASH)) {
      Pair pair = new Pair(new Gateway(etcd.clientUrl()), applier, random);
      for (int i = 0; i < 400; i++) {
        pair.change();
        pair.range();
        pair.txn(new TxnShapes(random).next());
      }
      assertThat(pair.refused).isGreaterThan(100);
      assertThat(pair.answered).isGreaterThan(500);
    }
  }

  /// A real member and our stores, asked the same.
  private static final class Pair {
    private final Gateway gateway;
    private final Applier applier;
    private final Random random;
    private final RequestStream requests;
    private long index;
    private int refused;
    private int answered;

    Pair(Gateway gateway, Applier applier, Random random) {
      this.gateway = gateway;
      this.applier = applier;
      this.random = random;
      this.requests = new RequestStream(random, 1000);
    }

    void change() throws Exception {
      InternalRaftRequest request = requests.next(applier.revision());
      if (request.hasTxn()) {
        txn(request.getTxn());
      } else if (request.hasPut()) {
        ask(
            "/v3/kv/put",
            request.getPut(),
            PutResponse.newBuilder(),
            request,
            RequestCheck.refuse(request.getPut()));
      } else if (request.hasDeleteRange()) {
        ask(
            "/v3/kv/deleterange",
            request.getDeleteRange(),
            DeleteRangeResponse.newBuilder(),
            request,
            RequestCheck.refuse(request.getDeleteRange()));
      } else if (request.getLeaseGrant().getID() != 0 || !request.hasLeaseGrant()) {
        boolean done = gateway.send(request);
        ApplyResult result = applier.answer(entry(request)).result();
        assertThat(result instanceof ApplyResult.Rejected).as("%s", request).isNotEqualTo(done);
      }
    }

    void txn(TxnRequest txn) throws Exception {
      ask(
          "/v3/kv/txn",
          withPlainSorts(txn),
          TxnResponse.newBuilder(),
          InternalRaftRequest.newBuilder().setTxn(withPlainSorts(txn)).build(),
          RequestCheck.refuse(withPlainSorts(txn), MAX_OPERATIONS));
    }

    private void ask(
        String path,
        Message request,
        Message.Builder response,
        InternalRaftRequest logged,
        Optional<EtcdError> refusal)
        throws Exception {
      Optional<String> error = gateway.ask(path, request, response);
      if (refusal.isPresent()) {
        compareErrors(error, refusal.get(), request);
        return;
      }
      boolean reads = logged.hasTxn() && RequestCheck.isReadOnly(logged.getTxn());
      Answered ours =
          reads ? applier.read(logged.getTxn(), Caller.NOBODY) : applier.answer(entry(logged));
      if (ours.result() instanceof ApplyResult.Rejected(EtcdError rejected)) {
        compareErrors(error, rejected, request);
        return;
      }
      assertThat(error).as("%s", request).isEmpty();
      Message expected = plain(response);
      Message.Builder actual = Answers.message(ours.answer().orElseThrow(), ours.revision());
      assertThat(plain(actual)).as("%s", request).isEqualTo(expected);
      answered++;
    }

    private void compareErrors(Optional<String> error, EtcdError expected, Message request) {
      assertThat(error).as("%s", request).contains(expected.text());
      refused++;
    }

    void range() throws Exception {
      long wanted = random.nextInt(3) > 0 ? 0 : applier.revision() - 30 + random.nextInt(33);
      RangeRequest request = requests.range(wanted);
      RangeResponse.Builder response = RangeResponse.newBuilder();
      Optional<String> error = gateway.ask("/v3/kv/range", request, response);
      Optional<EtcdError> refusal =
          RequestCheck.refuse(request).or(() -> applier.keys().refuse(wanted));
      if (refusal.isPresent()) {
        compareErrors(error, refusal.get(), request);
        return;
      }
      assertThat(error).as("%s", request).isEmpty();
      RangeRows found = applier.keys().range(RangeQueries.of(request));
      RangeResponse expected = (RangeResponse) plain(response);
      RangeResponse ours = (RangeResponse) plain(Answers.range(found));
      if (request.getSortTarget() != RangeRequest.SortTarget.KEY) {
        assertThat(sortedBy(request, ours))
            .as("%s", request)
            .isEqualTo(sortedBy(request, expected));
        ours = ours.toBuilder().clearKvs().build();
        expected = expected.toBuilder().clearKvs().build();
      }
      assertThat(ours).as("%s", request).isEqualTo(expected);
      answered++;
    }

    private io.fireweed.format.raftlog.Entry entry(InternalRaftRequest request) {
      return RequestStream.entry(++index, request);
    }
  }

  private static List<?> sortedBy(RangeRequest request, RangeResponse response) {
    Function<KeyValue, ?> field =
        switch (request.getSortTarget()) {
          case KEY, UNRECOGNIZED -> KeyValue::getKey;
          case VERSION -> KeyValue::getVersion;
          case CREATE -> KeyValue::getCreateRevision;
          case MOD -> KeyValue::getModRevision;
          case VALUE -> KeyValue::getValue;
        };
    return response.getKvsList().stream().map(field).toList();
  }

  /// Inside transactions rows are sorted by key only, where nothing ties.
  private static TxnRequest withPlainSorts(TxnRequest txn) {
    TxnRequest.Builder plain = txn.toBuilder();
    for (RequestOp.Builder operation : plain.getSuccessBuilderList()) {
      plainSort(operation);
    }
    for (RequestOp.Builder operation : plain.getFailureBuilderList()) {
      plainSort(operation);
    }
    return plain.build();
  }

  private static void plainSort(RequestOp.Builder operation) {
    if (operation.hasRequestRange()) {
      operation.getRequestRangeBuilder().clearSortTarget();
    } else if (operation.hasRequestTxn()) {
      operation.setRequestTxn(withPlainSorts(operation.getRequestTxn()));
    }
  }

  /// {@return the response without what differs by right: ids, and leases where values are missing}
  private static Message plain(Message.Builder response) {
    switch (response) {
      case RangeResponse.Builder range -> plainRange(range);
      case TxnResponse.Builder txn -> {
        header(txn.getHeaderBuilder());
        txn.getResponsesBuilderList().forEach(AnswersIT::plainOperation);
      }
      case PutResponse.Builder put -> header(put.getHeaderBuilder());
      case DeleteRangeResponse.Builder delete -> header(delete.getHeaderBuilder());
      default -> throw new IllegalStateException("unexpected " + response.getClass());
    }
    return response.build();
  }

  private static void plainOperation(ResponseOp.Builder operation) {
    switch (operation.getResponseCase()) {
      case RESPONSE_RANGE -> plainRange(operation.getResponseRangeBuilder());
      case RESPONSE_TXN ->
          operation
              .getResponseTxnBuilder()
              .getResponsesBuilderList()
              .forEach(AnswersIT::plainOperation);
      case RESPONSE_PUT, RESPONSE_DELETE_RANGE, RESPONSE_NOT_SET -> {}
    }
  }

  private static void plainRange(RangeResponse.Builder range) {
    header(range.getHeaderBuilder());
    for (KeyValue.Builder row : range.getKvsBuilderList()) {
      if (row.getValue().equals(ByteString.EMPTY)) {
        row.clearLease();
      }
    }
  }

  private static void header(io.fireweed.api.rpc.ResponseHeader.Builder header) {
    header.clearClusterId().clearMemberId().clearRaftTerm();
  }
}
