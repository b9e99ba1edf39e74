package io.fireweed.server.rpc;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.KvAnswer;
import io.fireweed.storage.mvcc.RangeRows;
import java.util.List;

/// Writes the responses of the KV service.
///
/// | response | fields behind the header, which is field 1 |
/// |---|---|
/// | range | 2 kvs, 3 more, 4 count |
/// | part of a streamed range | a range response as field 1 |
/// | put | 2 prev_kv |
/// | delete range | 2 deleted, 3 prev_kvs |
/// | txn | 2 succeeded, 3 responses |
/// | one of a txn's | 1 range, 2 put, 3 delete range, 4 txn |
///
/// Inside a txn a header holds the revision alone, and that of a nested txn nothing.
///
/// Source: etcd rpc.proto, 3.7.1; answers of 3.5.30.
final class KvReplies {
  private static final int ROOM_BYTES = 128;

  /// Rows of more than this are not copied into one message first.
  private static final int LONG_BYTES = 1 << 20;

  private final Headers headers;

  KvReplies(Headers headers) {
    this.headers = headers;
  }

  Reply range(RangeRows found) {
    int size = sizeOf(found.rows());
    if (size > LONG_BYTES) {
      ProtoWriter head = new ProtoWriter(ROOM_BYTES);
      headers.write(head, found.revision());
      ProtoWriter tail = new ProtoWriter(ROOM_BYTES);
      numbers(tail, found);
      return Reply.of(head.toBytes(), found.rows(), tail.toBytes());
    }
    ProtoWriter response = new ProtoWriter(size);
    headers.write(response, found.revision());
    range(response, found);
    return Reply.of(response);
  }

  /// {@return a part of a streamed range: rows alone}
  Reply part(List<Bytes> rows) {
    ProtoWriter response = new ProtoWriter(sizeOf(rows));
    rows.forEach(row -> response.bytes(2, row));
    return wrapped(response);
  }

  /// {@return the last part of a streamed range}
  Reply lastPart(RangeRows found) {
    ProtoWriter response = new ProtoWriter(sizeOf(found.rows()));
    headers.write(response, found.revision());
    range(response, found);
    return wrapped(response);
  }

  private static Reply wrapped(ProtoWriter response) {
    return Reply.of(new ProtoWriter(response.length() + ROOM_BYTES).message(1, response));
  }

  /// {@return a response that is a header alone}
  Reply header(long revision) {
    ProtoWriter response = new ProtoWriter(ROOM_BYTES);
    headers.write(response, revision);
    return Reply.of(response);
  }

  /// {@return the response to a request that was applied}
  Reply of(Answered answered, KvAnswer answer) {
    ProtoWriter response = new ProtoWriter(sizeOf(answer));
    headers.write(response, answered.revision());
    body(response, answer, new Progress(answered.revision(), hasChanges(answer)));
    return Reply.of(response);
  }

  private static void body(ProtoWriter response, KvAnswer answer, Progress progress) {
    switch (answer) {
      case KvAnswer.Put(var previous) -> previous.ifPresent(row -> response.bytes(2, row));
      case KvAnswer.DeleteRange(long deleted, List<Bytes> previous) -> {
        response.varintUnlessZero(2, deleted);
        previous.forEach(row -> response.bytes(3, row));
      }
      case KvAnswer.Range(RangeRows found) -> range(response, found);
      case KvAnswer.Txn(boolean succeeded, List<KvAnswer> answers) -> {
        response.varintUnlessZero(2, succeeded ? 1 : 0);
        answers.forEach(one -> response.message(3, operation(one, progress)));
      }
      case KvAnswer.Nothing() -> {}
    }
  }

  private static ProtoWriter operation(KvAnswer answer, Progress progress) {
    ProtoWriter operation = new ProtoWriter(sizeOf(answer));
    ProtoWriter response = new ProtoWriter(sizeOf(answer));
    progress.passes(answer);
    ProtoWriter header = new ProtoWriter();
    int field =
        switch (answer) {
          case KvAnswer.Range(RangeRows found) -> {
            header.varintUnlessZero(3, found.revision());
            yield 1;
          }
          case KvAnswer.Put _ -> {
            header.varintUnlessZero(3, progress.revision());
            yield 2;
          }
          case KvAnswer.DeleteRange _ -> {
            header.varintUnlessZero(3, progress.revision());
            yield 3;
          }
          case KvAnswer.Txn _ -> 4;
          case KvAnswer.Nothing() -> 0;
        };
    if (field == 0) {
      return operation;
    }
    response.message(1, header);
    body(response, answer, progress);
    return operation.message(field, response);
  }

  private static void range(ProtoWriter response, RangeRows found) {
    for (Bytes row : found.rows()) {
      response.bytes(2, row);
    }
    numbers(response, found);
  }

  private static void numbers(ProtoWriter response, RangeRows found) {
    response.varintUnlessZero(3, found.more() ? 1 : 0);
    response.varintUnlessZero(4, found.count());
  }

  private static int sizeOf(List<Bytes> rows) {
    long bytes = ROOM_BYTES;
    for (Bytes row : rows) {
      bytes += row.length() + 6;
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE - 64);
  }

  /// {@return about how long it becomes, so that a long one is not moved while it grows}
  private static int sizeOf(KvAnswer answer) {
    return switch (answer) {
      case KvAnswer.Put(var previous) -> sizeOf(previous.stream().toList());
      case KvAnswer.DeleteRange(_, List<Bytes> previous) -> sizeOf(previous);
      case KvAnswer.Range(RangeRows found) -> sizeOf(found.rows());
      case KvAnswer.Txn(_, List<KvAnswer> answers) -> {
        long bytes = ROOM_BYTES;
        for (KvAnswer one : answers) {
          bytes += sizeOf(one);
        }
        yield (int) Math.min(bytes, Integer.MAX_VALUE - 64);
      }
      case KvAnswer.Nothing() -> ROOM_BYTES;
    };
  }

  private static boolean hasChanges(KvAnswer answer) {
    return switch (answer) {
      case KvAnswer.Put _ -> true;
      case KvAnswer.DeleteRange(long deleted, _) -> deleted > 0;
      case KvAnswer.Txn(_, List<KvAnswer> answers) ->
          answers.stream().anyMatch(KvReplies::hasChanges);
      case KvAnswer.Range _, KvAnswer.Nothing _ -> false;
    };
  }

  /// The revision as the operations of one txn see it, which its first change moves.
  private static final class Progress {
    private final long last;
    private final long first;
    private boolean changed;

    Progress(long last, boolean hasChanges) {
      this.last = last;
      this.first = hasChanges ? last - 1 : last;
    }

    void passes(KvAnswer answer) {
      boolean changes =
          answer instanceof KvAnswer.Put
              || (answer instanceof KvAnswer.DeleteRange(long deleted, _) && deleted > 0);
      changed = changed || changes;
    }

    long revision() {
      return changed ? last : first;
    }
  }
}
