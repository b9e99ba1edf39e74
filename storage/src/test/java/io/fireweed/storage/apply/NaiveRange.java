package io.fireweed.storage.apply;

import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.RangeRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A range evaluated on whole lists: all rows of the revision, filtered, sorted, cut.
final class NaiveRange {
  private NaiveRange() {}

  /// @param rows of the bucket
  /// @param current revision, that of the running transaction included
  static RangeRows of(Map<RevisionKey, KeyValue> rows, RangeRequest request, long current) {
    long revision = request.getRevision() <= 0 ? current : request.getRevision();
    List<KeyValue> found = liveAt(rows, request, revision);
    int count = found.size();
    if (request.getCountOnly()) {
      return new RangeRows(List.of(), count, false, current);
    }
    boolean cutFirst =
        request.getLimit() > 0
            && request.getSortOrder() == RangeRequest.SortOrder.NONE
            && request.getMinModRevision() == 0
            && request.getMaxModRevision() == 0
            && request.getMinCreateRevision() == 0
            && request.getMaxCreateRevision() == 0;
    if (cutFirst && found.size() > request.getLimit() + 1) {
      found = new ArrayList<>(found.subList(0, (int) request.getLimit() + 1));
    }
    found.removeIf(row -> isOutside(request, row));
    found.sort(order(request));
    boolean more = request.getLimit() > 0 && found.size() > request.getLimit();
    if (more) {
      found = found.subList(0, (int) request.getLimit());
    }
    List<Bytes> answer = found.stream().map(row -> encode(request, row)).toList();
    return new RangeRows(answer, count, more, current);
  }

  private static Bytes encode(RangeRequest request, KeyValue row) {
    if (!request.getKeysOnly()) {
      return row.encode();
    }
    boolean keepsLease = request.getSortTarget() == RangeRequest.SortTarget.VALUE;
    return new KeyValue(
            row.key(),
            row.createRevision(),
            row.modRevision(),
            row.version(),
            Bytes.EMPTY,
            keepsLease ? row.lease() : 0)
        .encode();
  }

  private static List<KeyValue> liveAt(
      Map<RevisionKey, KeyValue> rows, RangeRequest request, long revision) {
    Bytes from = NaiveStore.bytes(request.getKey());
    Bytes end = NaiveStore.bytes(request.getRangeEnd());
    TreeMap<Bytes, KeyValue> live = new TreeMap<>();
    rows.forEach(
        (at, row) -> {
          if (at.revision().main() > revision) {
            return;
          }
          if (at.isTombstone()) {
            live.remove(row.key());
          } else {
            live.put(row.key(), row);
          }
        });
    boolean endless = end.equals(Bytes.of((byte) 0));
    live.keySet()
        .removeIf(
            key ->
                end.isEmpty()
                    ? !key.equals(from)
                    : key.compareTo(from) < 0 || (!endless && key.compareTo(end) >= 0));
    return new ArrayList<>(live.values());
  }

  private static boolean isOutside(RangeRequest request, KeyValue row) {
    return below(row.modRevision(), request.getMinModRevision())
        || above(row.modRevision(), request.getMaxModRevision())
        || below(row.createRevision(), request.getMinCreateRevision())
        || above(row.createRevision(), request.getMaxCreateRevision());
  }

  private static boolean below(long number, long bound) {
    return bound != 0 && number < bound;
  }

  private static boolean above(long number, long bound) {
    return bound != 0 && number > bound;
  }

  private static Comparator<KeyValue> order(RangeRequest request) {
    Comparator<KeyValue> ascending =
        switch (request.getSortTarget()) {
          case KEY, UNRECOGNIZED -> Comparator.comparing(KeyValue::key);
          case VERSION -> Comparator.comparingLong(KeyValue::version);
          case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
          case MOD -> Comparator.comparingLong(KeyValue::modRevision);
          case VALUE -> Comparator.comparing(KeyValue::value);
        };
    return request.getSortOrder() == RangeRequest.SortOrder.DESCEND
        ? ascending.reversed()
        : ascending;
  }
}
