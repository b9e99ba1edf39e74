package io.fireweed.storage.mvcc;

import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.storage.mvcc.RangePick.RowHead;
import io.fireweed.storage.mvcc.RangeQuery.Bounds;
import io.fireweed.storage.mvcc.RangeQuery.Content;
import io.fireweed.storage.mvcc.RangeQuery.Order;
import io.fireweed.storage.mvcc.RangeQuery.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The second half of a read: bounds, order and limit over a complete [RangePick], and its rows.
///
/// 1. Rows that must be read to be judged are read: all of them for an order by value; for bounds
///    and orders on other fields only those the index had no longer in mind.
/// 2. The bounds, the order and the limit decide what is answered.
/// 3. The rows of the answer are read, unless they are there.
///
/// [#advance] does it in slices, [#take] hands over what there is so far.
public final class RangeFetch {
  private static final Origin ROW = new Origin("row of bucket key", 0);

  /// What a row costs beside its bytes.
  private static final int OBJECT_BYTES = 64;

  private final RangePick pick;
  private final RangeQuery query;
  private final RowSource source;
  private final KeyValueView view = new KeyValueView();
  private final boolean byValue;
  private final Bytes[] values;
  private int judged;
  private int[] chosen = new int[0];
  private boolean decided;
  private boolean more;
  private int fetched;
  private long heldBytes;
  private List<Bytes> rows = new ArrayList<>();

  /// @param pick complete
  /// @param source that has all rows of the picked revision
  public RangeFetch(RangePick pick, RowSource source) {
    if (!pick.isComplete()) {
      throw new IllegalStateException("the range is not picked completely");
    }
    this.pick = pick;
    this.query = pick.query();
    this.source = source;
    this.byValue = query.target() == Target.VALUE;
    this.values = new Bytes[byValue ? pick.size() : 0];
  }

  /// Reads at most `maxRows` rows more. {@return whether that was the last slice}
  public boolean advance(int maxRows) {
    int budget = judge(maxRows);
    if (judged < pick.size()) {
      return false;
    }
    if (!decided) {
      decide();
    }
    while (fetched < chosen.length) {
      if (budget-- <= 0) {
        return false;
      }
      Bytes row = row(chosen[fetched++]);
      heldBytes += byValue ? 0 : row.length() + OBJECT_BYTES;
      rows.add(row);
    }
    return true;
  }

  /// {@return the rows read since the last time, in the order of the answer}
  public List<Bytes> take() {
    List<Bytes> taken = rows;
    rows = new ArrayList<>();
    return taken;
  }

  /// {@return the answer, with the rows that were not taken}
  public RangeRows answer() {
    if (!decided || fetched < chosen.length) {
      throw new IllegalStateException("rows are missing");
    }
    return new RangeRows(rows, pick.count(), more, pick.storeRevision());
  }

  /// {@return about how much memory the rows need that were read so far, taken ones too}
  public long heldBytes() {
    return heldBytes;
  }

  /// {@return the number of rows that may still have to be read}
  public int remaining() {
    return (decided ? chosen.length : pick.size()) - fetched;
  }

  /// {@return what is left of the budget}
  private int judge(int budget) {
    int left = budget;
    if (!byValue && !pick.hasHeads()) {
      judged = pick.size();
    }
    for (; judged < pick.size(); judged++) {
      boolean unread = pick.hasHeads() && pick.head(judged).isUnread();
      if (!byValue && !unread) {
        continue;
      }
      if (left-- <= 0) {
        return 0;
      }
      read(judged);
    }
    return left;
  }

  private void read(int i) {
    Bytes row = source.row(pick.main(i), pick.sub(i));
    view.require(row.segment(), 0, row.length(), ROW);
    if (pick.hasHeads() && pick.head(i).isUnread()) {
      Bytes head =
          query.content() == Content.KEYS
              ? RangePick.encode(
                  view.key(), view.createRevision(), view.modRevision(), view.version())
              : Bytes.EMPTY;
      pick.setHead(i, new RowHead(view.createRevision(), view.version(), head));
    }
    if (byValue) {
      values[i] = row;
      heldBytes += row.length() + OBJECT_BYTES;
    }
  }

  private void decide() {
    IntStream kept = IntStream.range(0, pick.size());
    if (!query.bounds().equals(Bounds.NONE)) {
      kept = kept.filter(this::isInside);
    }
    chosen = ordered(kept.toArray());
    if (query.limit() > 0 && chosen.length > query.limit()) {
      more = true;
      chosen = IntStream.of(chosen).limit(query.limit()).toArray();
    }
    decided = true;
  }

  /// A bound of 0 is none; a negative one is.
  private boolean isInside(int i) {
    Bounds bounds = query.bounds();
    long mod = pick.main(i);
    if (bounds.maxMod() != 0 && mod > bounds.maxMod()) {
      return false;
    }
    if (bounds.minMod() != 0 && mod < bounds.minMod()) {
      return false;
    }
    if (bounds.maxCreate() == 0 && bounds.minCreate() == 0) {
      return true;
    }
    long create = pick.head(i).createRevision();
    return (bounds.maxCreate() == 0 || create <= bounds.maxCreate())
        && (bounds.minCreate() == 0 || create >= bounds.minCreate());
  }

  private int[] ordered(int[] byKey) {
    if (query.target() == Target.KEY) {
      return query.order() == Order.DESCEND ? reversed(byKey) : byKey;
    }
    Comparator<Integer> ascending =
        switch (query.target()) {
          case KEY -> Comparator.naturalOrder();
          case VERSION -> Comparator.comparingLong(i -> pick.head(i).version());
          case CREATE -> Comparator.comparingLong(i -> pick.head(i).createRevision());
          case MOD -> Comparator.comparingLong(pick::main);
          case VALUE -> Comparator.comparing(i -> value(values[i]));
        };
    Comparator<Integer> wanted = query.order() == Order.DESCEND ? ascending.reversed() : ascending;
    return IntStream.of(byKey).boxed().sorted(wanted).mapToInt(Integer::intValue).toArray();
  }

  private static int[] reversed(int[] ascending) {
    int last = ascending.length - 1;
    return IntStream.rangeClosed(0, last).map(i -> ascending[last - i]).toArray();
  }

  private Bytes value(Bytes row) {
    view.require(row.segment(), 0, row.length(), ROW);
    return Bytes.of(view.value());
  }

  private Bytes row(int i) {
    if (query.content() != Content.KEYS) {
      return byValue ? values[i] : source.row(pick.main(i), pick.sub(i));
    }
    return byValue ? withoutValue(values[i]) : pick.head(i).row();
  }

  /// What was sorted by value keeps its lease, as in etcd.
  private Bytes withoutValue(Bytes row) {
    view.require(row.segment(), 0, row.length(), ROW);
    KeyValue whole = view.toKeyValue();
    return new KeyValue(
            whole.key(),
            whole.createRevision(),
            whole.modRevision(),
            whole.version(),
            Bytes.EMPTY,
            whole.lease())
        .encode();
  }
}
