package io.fireweed.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.format.wire.Bytes;
import java.util.function.Consumer;
import java.util.function.Function;

/// Reads a range in pages at one revision. A page aims at 4 MiB whatever the size of the values,
/// so memory stays flat: it starts small, and doubles or halves by what the page before weighed.
final class PagedRead {
  private static final int PAGE_BYTES_AIM = 4 << 20;
  private static final long LIMIT_FIRST = 64;
  private static final long LIMIT_MAX = 16_384;

  private final RangeQuery query;
  private final Function<RangeRequest, RangeResponse> call;

  PagedRead(RangeQuery query, Function<RangeRequest, RangeResponse> call) {
    this.query = query;
    this.call = call;
  }

  ReadSummary into(Consumer<KeyValue> sink) {
    long revision = query.revision();
    long limit = LIMIT_FIRST;
    long keyCount = 0;
    ByteString next = byteString(query.key());
    for (int page = 1; ; page++) {
      RangeResponse answer = call.apply(request(next, revision, limit));
      revision = revision == 0 ? answer.getHeader().getRevision() : revision;
      for (KeyValue kv : answer.getKvsList()) {
        sink.accept(kv);
      }
      int count = answer.getKvsCount();
      keyCount += count;
      if (!answer.getMore() || count == 0) {
        return new ReadSummary(revision, keyCount, page);
      }
      next = answer.getKvs(count - 1).getKey().concat(ByteString.copyFrom(new byte[1]));
      limit = nextLimit(limit, answer.getSerializedSize());
    }
  }

  static long nextLimit(long limit, int pageBytes) {
    if (pageBytes > PAGE_BYTES_AIM) {
      return Math.max(1, limit / 2);
    }
    return pageBytes < PAGE_BYTES_AIM / 2 ? Math.min(LIMIT_MAX, limit * 2) : limit;
  }

  private RangeRequest request(ByteString key, long revision, long limit) {
    return RangeRequest.newBuilder()
        .setKey(key)
        .setRangeEnd(byteString(query.rangeEnd()))
        .setRevision(revision)
        .setLimit(limit)
        .setSerializable(query.authority() == RangeQuery.Authority.MEMBER)
        .build();
  }

  static ByteString byteString(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.toArray());
  }
}
