package io.fireweed.server.rpc;

import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.server.state.StateReads;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeRows;
import io.grpc.stub.ServerCallStreamObserver;

/// Answers a range in parts, all of them as the keys stood at one revision.
///
/// Rows come in every part; header, count and whether there are more in the last one alone. The
/// first part has ten rows; later ones twice as many as the one before while that was short, half
/// as many when it was longer than a request may be.
///
/// Source: etcd v3rpc/key.go (RangeStream), 3.7.1.
final class RangeStream {
  private static final int FIRST_ROWS = 10;
  private static final int MAX_ROWS = 1 << 20;
  private static final Origin ROW = new Origin("row of bucket key", 0);
  private static final Bytes ZERO = Bytes.of((byte) 0);

  private final StateReads state;
  private final KvReplies replies;
  private final int maxPartBytes;
  private final StreamedCall call;
  private final KeyValueView view = new KeyValueView();
  private int rows = FIRST_ROWS;

  /// To be made on the thread that brought the call.
  RangeStream(
      StateReads state,
      KvReplies replies,
      int maxPartBytes,
      ServerCallStreamObserver<Reply> observer) {
    this.state = state;
    this.replies = replies;
    this.maxPartBytes = maxPartBytes;
    this.call = new StreamedCall(observer);
  }

  /// Sends everything; waits whenever the client does.
  ///
  /// @throws io.fireweed.server.state.RefusedCall if the revision is compacted, before or meanwhile
  void send(RangeQuery query) throws InterruptedException {
    RangeRows part = state.range(part(query, query.range(), query.revision(), query.limit()));
    long revision = query.revision() > 0 ? query.revision() : part.revision();
    long count = part.count();
    long storeRevision = part.revision();
    long wanted = query.limit() > 0 ? Math.min(query.limit(), count) : count;
    long sent = 0;
    while (sent + part.rows().size() < wanted && !part.rows().isEmpty()) {
      call.send(replies.part(part.rows()));
      sent += part.rows().size();
      KeyRange rest = behind(query.range(), part.rows().getLast());
      adapt(part);
      part = state.range(part(query, rest, revision, wanted - sent));
    }
    boolean more = query.limit() > 0 && count > query.limit();
    call.send(replies.lastPart(new RangeRows(part.rows(), count, more, storeRevision)));
    call.end();
  }

  private RangeQuery part(RangeQuery query, KeyRange range, long revision, long left) {
    long limit = left > 0 ? Math.min(left, rows) : rows;
    return new RangeQuery(
        range, revision, limit, query.order(), query.target(), query.content(), query.bounds());
  }

  private KeyRange behind(KeyRange range, Bytes last) {
    view.require(last.segment(), 0, last.length(), ROW);
    Bytes next = Bytes.of(view.key()).plus(ZERO);
    return switch (range) {
      case KeyRange.Single single -> single;
      case KeyRange.HalfOpen(_, Bytes end) -> new KeyRange.HalfOpen(next, end);
      case KeyRange.From _ -> new KeyRange.From(next);
    };
  }

  private void adapt(RangeRows part) {
    long bytes = 0;
    for (Bytes row : part.rows()) {
      bytes += row.length();
    }
    if (bytes > maxPartBytes) {
      rows = Math.max(1, rows / 2);
    } else if (bytes < maxPartBytes / 2) {
      rows = Math.min(MAX_ROWS, rows * 2);
    }
  }
}
