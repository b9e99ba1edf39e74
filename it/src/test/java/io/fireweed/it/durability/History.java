package io.fireweed.it.durability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What clients asked and were answered, key by key.
final class History {
  /// One call on one key. Times are nanoseconds of one clock; a call without an answer may have
  /// happened at any time after it began, or never.
  sealed interface Op {
    long calledAt();

    /// {@return when it returned, [Long#MAX_VALUE] if it never did}
    long returnedAt();

    /// {@return the revision that the answer told, 0 without an answer}
    long revision();

    /// {@return the value afterwards, or null if the answer is impossible in that state}
    @Nullable String apply(String state);

    default boolean isUnknown() {
      return returnedAt() == Long.MAX_VALUE;
    }

    /// A put.
    record Put(String value, long calledAt, long returnedAt, long revision) implements Op {
      @Override
      public String apply(String state) {
        return value;
      }
    }

    /// A read; only with its answer.
    record Get(String found, long calledAt, long returnedAt, long revision) implements Op {
      @Override
      public @Nullable String apply(String state) {
        return state.equals(found) ? state : null;
      }
    }

    /// Puts `value` if the key has `expected`.
    record Swap(
        String expected,
        String value,
        boolean swapped,
        long calledAt,
        long returnedAt,
        long revision)
        implements Op {
      @Override
      public @Nullable String apply(String state) {
        boolean hit = state.equals(expected);
        if (isUnknown()) {
          return hit ? value : state;
        }
        if (swapped != hit) {
          return null;
        }
        return hit ? value : state;
      }
    }

    /// Stands at the head of a list.
    record Nothing() implements Op {
      @Override
      public long calledAt() {
        return 0;
      }

      @Override
      public long returnedAt() {
        return 0;
      }

      @Override
      public long revision() {
        return 0;
      }

      @Override
      public String apply(String state) {
        return state;
      }
    }
  }

  private final Map<String, List<Op>> ops = new HashMap<>();

  synchronized void add(String key, Op op) {
    ops.computeIfAbsent(key, _ -> new ArrayList<>()).add(op);
  }

  /// {@return all calls on each key}
  synchronized Map<String, List<Op>> byKey() {
    Map<String, List<Op>> copy = new HashMap<>();
    ops.forEach((key, list) -> copy.put(key, List.copyOf(list)));
    return copy;
  }

  synchronized long acknowledgedWrites() {
    return ops.values().stream()
        .flatMap(List::stream)
        .filter(op -> !op.isUnknown() && wrote(op))
        .count();
  }

  /// {@return whether the call was answered and changed the key}
  static boolean wrote(Op op) {
    return switch (op) {
      case Op.Put put -> !put.isUnknown();
      case Op.Swap swap -> swap.swapped() && !swap.isUnknown();
      case Op.Get _, Op.Nothing _ -> false;
    };
  }

  /// {@return what a call would write}
  static String written(Op op) {
    return switch (op) {
      case Op.Put put -> put.value();
      case Op.Swap swap -> swap.value();
      case Op.Get _, Op.Nothing _ -> "";
    };
  }
}
