package io.fireweed.it.conformance;

import static io.fireweed.it.served.Ask.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeRequest.SortOrder;
import io.fireweed.api.rpc.RangeRequest.SortTarget;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.RangeStreamResponse;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Differs;
import io.fireweed.it.served.Refusal;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Reads of ranges: bounds, limits, orders, filters, revisions.
@EverySubject
class RangesIT extends SharedServer {
  private long base;

  RangesIT(Subject subject) {
    super(subject);
  }

  /// Keys a, b, c, d with values and versions in other orders: d has been put three times, b twice.
  @BeforeEach
  void put() {
    base = client.put(key("d"), "4");
    client.put(key("b"), "3");
    client.put(key("d"), "0");
    client.put(key("a"), "2");
    client.put(key("c"), "1");
    client.put(key("b"), "5");
    client.put(key("d"), "9");
  }

  private RangeRequest.Builder all() {
    return Ask.prefix(key(""));
  }

  /// {@return the last letters of the keys found}
  private static String names(RangeResponse answer) {
    StringBuilder names = new StringBuilder();
    for (KeyValue kv : answer.getKvsList()) {
      String key = kv.getKey().toStringUtf8();
      names.append(key.charAt(key.length() - 1));
    }
    return names.toString();
  }

  private String names(RangeRequest.Builder request) {
    return names(client.range(request));
  }

  @Test
  void boundsAreHalfOpen() {
    assertThat(names(all())).isEqualTo("abcd");
    assertThat(names(Ask.range(key("b")).setRangeEnd(bytes(key("d"))))).isEqualTo("bc");
    assertThat(names(Ask.range(key("b")).setRangeEnd(bytes(key("b"))))).isEmpty();
    assertThat(names(Ask.range(key("d")).setRangeEnd(bytes(key("a"))))).isEmpty();
    assertThat(names(Ask.range(key("bb")).setRangeEnd(bytes(key("cc"))))).isEqualTo("c");
    assertThat(names(Ask.range(key("bb")))).isEmpty();
    RangeResponse everything = client.range(Ask.range("\0").setRangeEnd(Ask.OPEN));
    assertThat(everything.getCount()).isGreaterThanOrEqualTo(4);
    assertThat(everything.getKvsCount()).isEqualTo((int) everything.getCount());
  }

  @Test
  void aLimitCutsAndSaysSo() {
    RangeResponse two = client.range(all().setLimit(2));
    assertThat(names(two)).isEqualTo("ab");
    assertThat(two.getMore()).isTrue();
    assertThat(two.getCount()).isEqualTo(4);
    RangeResponse four = client.range(all().setLimit(4));
    assertThat(four.getMore()).isFalse();
    assertThat(names(all().setLimit(-1))).isEqualTo("abcd");
  }

  @Test
  void ordersAreByKeyVersionRevisionsOrValue() {
    assertThat(names(sorted(SortTarget.KEY, SortOrder.DESCEND))).isEqualTo("dcba");
    assertThat(names(sorted(SortTarget.VERSION, SortOrder.ASCEND))).isEqualTo("acbd");
    assertThat(names(sorted(SortTarget.VERSION, SortOrder.DESCEND))).startsWith("db");
    assertThat(names(sorted(SortTarget.CREATE, SortOrder.ASCEND))).isEqualTo("dbac");
    assertThat(names(sorted(SortTarget.CREATE, SortOrder.DESCEND))).isEqualTo("cabd");
    assertThat(names(sorted(SortTarget.MOD, SortOrder.ASCEND))).isEqualTo("acbd");
    assertThat(names(sorted(SortTarget.MOD, SortOrder.DESCEND))).isEqualTo("dbca");
    assertThat(names(sorted(SortTarget.VALUE, SortOrder.ASCEND))).isEqualTo("cabd");
    assertThat(names(sorted(SortTarget.VALUE, SortOrder.DESCEND))).isEqualTo("dbac");
    // A target without an order means ascending.
    assertThat(names(sorted(SortTarget.MOD, SortOrder.NONE))).isEqualTo("acbd");
    assertThat(names(sorted(SortTarget.MOD, SortOrder.DESCEND).setLimit(2))).isEqualTo("db");
  }

  private RangeRequest.Builder sorted(SortTarget target, SortOrder order) {
    return all().setSortTarget(target).setSortOrder(order);
  }

  @Test
  void anUnknownOrderIsRefused() {
    String refused =
        new Refusal(EtcdError.INVALID_SORT_OPTION.code(), EtcdError.INVALID_SORT_OPTION.text())
            .toString();
    String because = "3.6 began to refuse orders outside of their enumeration";
    assertThat(outcome(all().setSortOrderValue(7)))
        .isEqualTo(new Differs<>(Release.V3_7, "OK", refused, because).at(server));
    if (!isBefore(Release.V3_7)) { // a target it does not know is the end of an earlier etcd
      assertThat(outcome(all().setSortTargetValue(9))).isEqualTo(refused);
    }
  }

  private String outcome(RangeRequest.Builder request) {
    try {
      client.range(request);
      return "OK";
    } catch (StatusRuntimeException e) {
      return Refusal.of(e).toString();
    }
  }

  @Test
  void filtersAreInclusiveAndComeBeforeTheLimit() {
    assertThat(names(all().setMinModRevision(base + 4))).isEqualTo("bcd");
    assertThat(names(all().setMaxModRevision(base + 4))).isEqualTo("ac");
    assertThat(names(all().setMinCreateRevision(base + 1))).isEqualTo("abc");
    assertThat(names(all().setMaxCreateRevision(base + 1))).isEqualTo("bd");
    assertThat(names(all().setMinModRevision(base + 4).setMaxModRevision(base + 5)))
        .isEqualTo("bc");
    RangeResponse limited = client.range(all().setMinModRevision(base + 4).setLimit(2));
    assertThat(names(limited)).isEqualTo("bc");
    assertThat(limited.getMore()).isTrue();
    assertThat(limited.getCount()).isEqualTo(4);
  }

  @Test
  void countsAloneIgnoreTheLimit() {
    RangeResponse count = client.range(all().setCountOnly(true).setLimit(1));
    assertThat(count.getCount()).isEqualTo(4);
    assertThat(count.getKvsList()).isEmpty();
    assertThat(count.getMore()).isFalse();
  }

  @Test
  void keysAloneHaveNoValues() {
    client.grant(lease(1), 1000);
    client.put(Ask.put(key("e"), "x").setLease(lease(1)));
    KeyValue kv = client.range(Ask.range(key("e")).setKeysOnly(true)).getKvs(0);
    assertThat(kv.getValue().isEmpty()).isTrue();
    assertThat(kv.getVersion()).isEqualTo(1);
    assertThat(kv.getModRevision()).isEqualTo(kv.getCreateRevision()).isPositive();
    long lease =
        new Differs<>(
                Release.V3_7,
                lease(1),
                0L,
                "since 3.7 keys alone are read from the index, which knows no leases")
            .at(server);
    assertThat(kv.getLease()).isEqualTo(lease);
    KeyValue byValue =
        client
            .range(Ask.range(key("e")).setKeysOnly(true).setSortTarget(SortTarget.VALUE))
            .getKvs(0);
    assertThat(byValue.getLease()).isEqualTo(lease(1));
    assertThat(byValue.getValue().isEmpty()).isTrue();
  }

  @Test
  void theStateOfAnEarlierRevisionCanBeRead() {
    assertThat(names(all().setRevision(base))).isEqualTo("d");
    assertThat(names(all().setRevision(base + 3))).isEqualTo("abd");
    RangeResponse past = client.range(Ask.range(key("d")).setRevision(base + 2));
    assertThat(past.getKvs(0).getValue()).isEqualTo(bytes("0"));
    assertThat(past.getHeader().getRevision()).isGreaterThanOrEqualTo(base + 6);
    assertThat(names(all().setRevision(-3))).isEqualTo("abcd");
    client.delete(Ask.delete(key("a")));
    assertThat(names(all())).isEqualTo("bcd");
    assertThat(names(all().setRevision(base + 6))).isEqualTo("abcd");
  }

  @Test
  void aRevisionYetToComeIsRefused() {
    client.refuses(
        EtcdError.FUTURE_REVISION,
        KVGrpc.getRangeMethod(),
        all().setRevision(client.revision() + 1).build());
  }

  @Test
  void aReadOfTheMemberAloneAnswersTheSame() {
    assertThat(names(all().setSerializable(true))).isEqualTo("abcd");
  }

  @Test
  void aStreamOfPiecesMakesTheSameAnswer() {
    for (int i = 0; i < 300; i++) {
      client.put(key("s" + i), "x".repeat(1000));
    }
    Iterator<RangeStreamResponse> pieces =
        client.stream(KVGrpc.getRangeStreamMethod(), all().build());
    if (isBefore(Release.V3_7)) {
      Assertions.assertThatThrownBy(pieces::next)
          .extracting(e -> ((StatusRuntimeException) e).getStatus().getCode())
          .isEqualTo(Status.Code.UNIMPLEMENTED);
      return;
    }
    List<RangeResponse> parts = new ArrayList<>();
    pieces.forEachRemaining(piece -> parts.add(piece.getRangeResponse()));
    RangeResponse.Builder merged = RangeResponse.newBuilder();
    parts.forEach(merged::mergeFrom);
    RangeResponse whole = client.range(all());
    assertThat(merged.getKvsList()).isEqualTo(whole.getKvsList());
    assertThat(merged.getCount()).isEqualTo(whole.getCount());
    assertThat(parts.size()).isGreaterThan(1);
    assertThat(parts.getFirst().getKvsCount()).isEqualTo(10);
    assertThat(parts.getFirst().hasHeader()).isFalse();
    assertThat(parts.getLast().getHeader().getRevision()).isEqualTo(client.revision());
    assertThat(streamRefusal(all().setSortOrder(SortOrder.DESCEND)))
        .isEqualTo(
            new Refusal(
                Status.Code.UNIMPLEMENTED, "RangeStream does not support custom sort orders"));
    assertThat(streamRefusal(all().setMinModRevision(3)))
        .isEqualTo(
            new Refusal(
                Status.Code.UNIMPLEMENTED, "RangeStream does not support revision filters"));
  }

  private Refusal streamRefusal(RangeRequest.Builder request) {
    try {
      client.stream(KVGrpc.getRangeStreamMethod(), request.build()).next();
    } catch (StatusRuntimeException e) {
      return Refusal.of(e);
    }
    throw new AssertionError("not refused: " + request);
  }
}
