package io.fireweed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PagedReadTest {
  private final List<RangeRequest> asked = new ArrayList<>();

  @Test
  void everyKeyComesOnceAndAllPagesAreReadAtTheFirstOnesRevision() {
    SortedMap<String, byte[]> store = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      store.put(String.format("k%04d", i), new byte[10]);
    }
    List<String> seen = new ArrayList<>();
    ReadSummary summary =
        new PagedRead(RangeQuery.everything(), request -> answer(store, request))
            .into(kv -> seen.add(kv.getKey().toStringUtf8()));
    assertThat(seen).containsExactlyElementsOf(store.keySet());
    assertThat(summary.keyCount()).isEqualTo(1000);
    assertThat(summary.revision()).isEqualTo(77);
    assertThat(asked.getFirst().getRevision()).isZero();
    assertThat(asked.subList(1, asked.size())).allMatch(request -> request.getRevision() == 77);
    assertThat(summary.pageCount()).isEqualTo(asked.size()).isLessThan(10);
  }

  @Test
  void aPageOfLargeValuesMakesTheNextOneSmaller() {
    assertThat(PagedRead.nextLimit(64, 100)).isEqualTo(128);
    assertThat(PagedRead.nextLimit(64, 3 << 20)).isEqualTo(64);
    assertThat(PagedRead.nextLimit(64, 5 << 20)).isEqualTo(32);
    assertThat(PagedRead.nextLimit(1, 5 << 20)).isEqualTo(1);
    assertThat(PagedRead.nextLimit(16_384, 100)).isEqualTo(16_384);
  }

  @Test
  void aPrefixEndsWhereItsLastByteCountsUp() {
    assertThat(RangeQuery.prefix(Bytes.ofUtf8("ab")).rangeEnd()).isEqualTo(Bytes.ofUtf8("ac"));
    assertThat(RangeQuery.prefix(Bytes.fromHex("61ff")).rangeEnd()).isEqualTo(Bytes.fromHex("62"));
    assertThat(RangeQuery.prefix(Bytes.fromHex("ffff")).rangeEnd()).isEqualTo(Bytes.fromHex("00"));
  }

  @Test
  void anEmptyKeyIsRefusedBeforeItIsSent() {
    assertThatThrownBy(() -> RangeQuery.key(Bytes.EMPTY)).hasMessageContaining("empty key");
  }

  /// A store at revision 77 that answers as etcd does for the whole range from a key on.
  private RangeResponse answer(SortedMap<String, byte[]> store, RangeRequest request) {
    asked.add(request);
    RangeResponse.Builder answer =
        RangeResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setRevision(77));
    SortedMap<String, byte[]> rest = store.tailMap(request.getKey().toStringUtf8());
    rest.entrySet().stream()
        .limit(request.getLimit())
        .forEach(
            e ->
                answer.addKvs(
                    KeyValue.newBuilder()
                        .setKey(ByteString.copyFromUtf8(e.getKey()))
                        .setValue(ByteString.copyFrom(e.getValue()))));
    return answer.setMore(rest.size() > request.getLimit()).setCount(rest.size()).build();
  }
}
