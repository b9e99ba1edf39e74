package io.fireweed.storage.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.fireweed.api.rpc.DeleteRangeResponse;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.api.rpc.ResponseOp;
import io.fireweed.api.rpc.TxnResponse;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.RangeRows;
import java.util.List;

/// Our answers as the messages that clients get, with headers that hold the revision.
final class Answers {
  private long before;
  private final long after;

  private Answers(long before, long after) {
    this.before = before;
    this.after = after;
  }

  static Message.Builder message(KvAnswer answer, long revision) {
    Answers answers = new Answers(changes(answer) ? revision - 1 : revision, revision);
    return switch (answer) {
      case KvAnswer.Put put -> answers.put(put);
      case KvAnswer.DeleteRange delete -> answers.delete(delete);
      case KvAnswer.Range(RangeRows found) -> range(found);
      case KvAnswer.Txn txn -> answers.txn(txn).setHeader(header(revision));
      case KvAnswer.Nothing _ -> throw new IllegalStateException("no answer");
    };
  }

  private static boolean changes(KvAnswer answer) {
    return switch (answer) {
      case KvAnswer.Put _ -> true;
      case KvAnswer.DeleteRange(long deleted, _) -> deleted > 0;
      case KvAnswer.Txn(_, List<KvAnswer> inner) -> inner.stream().anyMatch(Answers::changes);
      case KvAnswer.Range _, KvAnswer.Nothing _ -> false;
    };
  }

  static RangeResponse.Builder range(RangeRows found) {
    RangeResponse.Builder response =
        RangeResponse.newBuilder()
            .setHeader(header(found.revision()))
            .setCount(found.count())
            .setMore(found.more());
    found.rows().forEach(row -> response.addKvs(row(row)));
    return response;
  }

  private PutResponse.Builder put(KvAnswer.Put put) {
    before = after;
    PutResponse.Builder response = PutResponse.newBuilder().setHeader(header(after));
    put.previous().ifPresent(row -> response.setPrevKv(row(row)));
    return response;
  }

  private DeleteRangeResponse.Builder delete(KvAnswer.DeleteRange delete) {
    before = delete.deleted() > 0 ? after : before;
    DeleteRangeResponse.Builder response =
        DeleteRangeResponse.newBuilder().setHeader(header(before)).setDeleted(delete.deleted());
    delete.previous().forEach(row -> response.addPrevKvs(row(row)));
    return response;
  }

  private TxnResponse.Builder txn(KvAnswer.Txn txn) {
    TxnResponse.Builder response =
        TxnResponse.newBuilder()
            .setHeader(ResponseHeader.getDefaultInstance())
            .setSucceeded(txn.succeeded());
    for (KvAnswer answer : txn.answers()) {
      ResponseOp.Builder operation = ResponseOp.newBuilder();
      switch (answer) {
        case KvAnswer.Put put -> operation.setResponsePut(put(put));
        case KvAnswer.DeleteRange delete -> operation.setResponseDeleteRange(delete(delete));
        case KvAnswer.Range(RangeRows found) -> operation.setResponseRange(range(found));
        case KvAnswer.Txn nested -> operation.setResponseTxn(txn(nested));
        case KvAnswer.Nothing _ -> {}
      }
      response.addResponses(operation);
    }
    return response;
  }

  private static ResponseHeader header(long revision) {
    return ResponseHeader.newBuilder().setRevision(revision).build();
  }

  private static KeyValue row(Bytes encoded) {
    try {
      return KeyValue.parseFrom(ByteString.copyFrom(encoded.buffer()));
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalStateException(malformed);
    }
  }
}
