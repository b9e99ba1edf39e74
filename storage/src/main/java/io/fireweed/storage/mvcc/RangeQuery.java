package io.fireweed.storage.mvcc;

/// What a read asks for.
///
/// @param range the keys
/// @param revision as the keys stood then; 0 or less for now
/// @param limit most rows in the answer; 0 or less for all
/// @param order of the rows
/// @param target what they are ordered by
/// @param content what of each row is wanted
/// @param bounds rows outside are left out, before the limit counts, but not out of the count
public record RangeQuery(
    KeyRange range,
    long revision,
    long limit,
    Order order,
    Target target,
    Content content,
    Bounds bounds) {
  /// In the order of the request's numbers.
  public enum Order {
    NONE,
    ASCEND,
    DESCEND
  }

  /// In the order of the request's numbers.
  public enum Target {
    KEY,
    VERSION,
    CREATE,
    MOD,
    VALUE
  }

  public enum Content {
    ROWS,
    KEYS,
    COUNT
  }

  /// Inclusive; 0 means no bound.
  public record Bounds(long minMod, long maxMod, long minCreate, long maxCreate) {
    public static final Bounds NONE = new Bounds(0, 0, 0, 0);
  }

  /// {@return a query for every row of a range, by key}
  public static RangeQuery of(KeyRange range, long revision) {
    return new RangeQuery(range, revision, 0, Order.NONE, Target.KEY, Content.ROWS, Bounds.NONE);
  }

  /// {@return whether it asks for the rows of its range and nothing else; the limit does not matter
  /// to a single key}
  boolean isPlain() {
    return content == Content.ROWS && bounds.equals(Bounds.NONE);
  }
}
