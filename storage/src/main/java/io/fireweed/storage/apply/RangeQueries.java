package io.fireweed.storage.apply;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeQuery.Bounds;
import io.fireweed.storage.mvcc.RangeQuery.Content;
import io.fireweed.storage.mvcc.RangeQuery.Order;
import io.fireweed.storage.mvcc.RangeQuery.Target;

/// What range requests ask for.
public final class RangeQueries {
  private static final Order[] ORDERS = Order.values();
  private static final Target[] TARGETS = Target.values();

  private RangeQueries() {}

  /// {@return what a request that passed [RequestCheck] asks for}
  public static RangeQuery of(RangeRequest request) {
    return new RangeQuery(
        KeyRange.of(bytes(request.getKey()), bytes(request.getRangeEnd())),
        request.getRevision(),
        request.getLimit(),
        order(request.getSortOrderValue()),
        target(request.getSortTargetValue()),
        content(request.getKeysOnly(), request.getCountOnly()),
        bounds(request));
  }

  private static Bounds bounds(RangeRequest request) {
    Bounds bounds =
        new Bounds(
            request.getMinModRevision(),
            request.getMaxModRevision(),
            request.getMinCreateRevision(),
            request.getMaxCreateRevision());
    return bounds.equals(Bounds.NONE) ? Bounds.NONE : bounds;
  }

  /// Numbers that are not known do not get this far, except from a log, where nothing is answered.
  static Order order(int number) {
    return number >= 0 && number < ORDERS.length ? ORDERS[number] : Order.NONE;
  }

  static Target target(int number) {
    return number >= 0 && number < TARGETS.length ? TARGETS[number] : Target.KEY;
  }

  static Content content(boolean keysOnly, boolean countOnly) {
    if (countOnly) {
      return Content.COUNT;
    }
    return keysOnly ? Content.KEYS : Content.ROWS;
  }

  private static Bytes bytes(ByteString text) {
    return text.isEmpty() ? Bytes.EMPTY : Bytes.of(text.toByteArray());
  }
}
