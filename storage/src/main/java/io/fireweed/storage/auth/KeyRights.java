package io.fireweed.storage.auth;

import io.fireweed.format.schema.Permission;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The keys that one kind of access is granted on: intervals, joined where they meet.
///
/// A range is granted only if all of it lies in one joined interval. An interval without an end
/// reaches to the last key there can be.
final class KeyRights {
  /// Joined intervals by first key; no two overlap or touch.
  private final TreeMap<Bytes, End> intervals = new TreeMap<>();

  /// Where an interval ends: before a key, or nowhere.
  private sealed interface End {
    record Before(Bytes key) implements End {}

    record Open() implements End {}

    /// {@return whether an interval that ends here covers all that one ending there does}
    default boolean reaches(End other) {
      return switch (this) {
        case Open _ -> true;
        case Before(Bytes key) ->
            switch (other) {
              case Open _ -> false;
              case Before(Bytes wanted) -> key.compareTo(wanted) >= 0;
            };
      };
    }
  }

  /// {@return the keys that these permissions open to any of the types}
  static KeyRights of(List<Permission> permissions, List<Permission.Type> types) {
    List<Map.Entry<Bytes, End>> granted = new ArrayList<>();
    for (Permission permission : permissions) {
      if (types.contains(permission.type())) {
        KeyRange range = KeyRange.of(permission.key(), permission.rangeEnd());
        granted.add(Map.entry(range.first(), end(range)));
      }
    }
    granted.sort(Map.Entry.comparingByKey());
    KeyRights rights = new KeyRights();
    granted.forEach(interval -> rights.join(interval.getKey(), interval.getValue()));
    return rights;
  }

  /// Adds an interval that begins at or after all that were added before.
  private void join(Bytes first, End end) {
    if (end instanceof End.Before(Bytes key) && key.compareTo(first) <= 0) {
      return;
    }
    Map.Entry<Bytes, End> last = intervals.lastEntry();
    if (last != null && last.getValue().reaches(new End.Before(first))) {
      if (!last.getValue().reaches(end)) {
        intervals.put(last.getKey(), end);
      }
    } else {
      intervals.put(first, end);
    }
  }

  /// {@return whether every key of the range is granted, and its first key even if it has none}
  boolean cover(KeyRange range) {
    Map.Entry<Bytes, End> interval = intervals.floorEntry(range.first());
    return interval != null
        && interval.getValue().reaches(end(new KeyRange.Single(range.first())))
        && interval.getValue().reaches(end(range));
  }

  private static End end(KeyRange range) {
    return switch (range) {
      case KeyRange.Single(Bytes key) -> new End.Before(key.plus(Bytes.of((byte) 0)));
      case KeyRange.HalfOpen(_, Bytes end) -> new End.Before(end);
      case KeyRange.From _ -> new End.Open();
    };
  }
}
