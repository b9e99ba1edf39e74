package io.fireweed.server.auth;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Who is next, and who must go, among few that wait for something slow.
///
/// Turns: those that are known and those that are not alternate. Among either, the address comes
/// that was served least recently, and of one address the name; then whoever came first.
///
/// No room: the address with most in line loses one, rather one that is not known, of the name with
/// most in line, and of these the newest.
///
/// So one that comes now and then is served next, however many others an address sends. Not for
/// several threads.
///
/// @param <T> what waits
final class Turns<T> {
  /// Who wants something.
  ///
  /// @param address from where
  /// @param name for whom
  /// @param known whether this name was right from this address before
  record Lane(String address, String name, boolean known) {
    private boolean sharesAddress(Lane other) {
      return address.equals(other.address);
    }

    private boolean sharesName(Lane other) {
      return sharesAddress(other) && name.equals(other.name);
    }
  }

  /// One that waits.
  record Waiting<T>(Lane lane, T what) {}

  private final int capacity;

  /// In the order of coming.
  private final List<Waiting<T>> line = new ArrayList<>();

  /// Whose turns the last ones were, the latest first.
  private final Deque<Lane> recent = new ArrayDeque<>();

  Turns(int capacity) {
    this.capacity = capacity;
  }

  int size() {
    return line.size();
  }

  /// Puts one in line. {@return the one that finds no place, if there is none for all}
  Optional<Waiting<T>> offer(Lane lane, T what) {
    line.add(new Waiting<>(lane, what));
    if (line.size() <= capacity) {
      return Optional.empty();
    }
    Waiting<T> leaver = leaver();
    line.remove(leaver);
    return Optional.of(leaver);
  }

  private Waiting<T> leaver() {
    Comparator<Waiting<T>> most =
        Comparator.<Waiting<T>>comparingLong(one -> count(one.lane()::sharesAddress))
            .thenComparing(one -> !one.lane().known())
            .thenComparingLong(one -> count(one.lane()::sharesName));
    Waiting<T> leaver = line.getLast();
    for (Waiting<T> one : line.reversed()) {
      if (most.compare(one, leaver) > 0) {
        leaver = one;
      }
    }
    return leaver;
  }

  private long count(Predicate<Lane> same) {
    return line.stream().filter(one -> same.test(one.lane())).count();
  }

  /// {@return the one whose turn it is}
  Optional<Waiting<T>> poll() {
    boolean knownLast = !recent.isEmpty() && recent.getFirst().known();
    Comparator<Waiting<T>> soonest =
        Comparator.<Waiting<T>>comparingInt(one -> one.lane().known() == knownLast ? 1 : 0)
            .thenComparingInt(one -> lastTurn(one.lane()::sharesAddress))
            .thenComparingInt(one -> lastTurn(one.lane()::sharesName));
    Optional<Waiting<T>> next = line.stream().min(soonest);
    next.ifPresent(
        one -> {
          line.remove(one);
          recent.addFirst(one.lane());
          if (recent.size() > capacity) {
            recent.removeLast();
          }
        });
    return next;
  }

  /// {@return how late the last turn was; 0 if it was none of the latest ones}
  private int lastTurn(Predicate<Lane> same) {
    int turn = capacity;
    for (Lane served : recent) {
      if (same.test(served)) {
        return turn;
      }
      turn--;
    }
    return 0;
  }

  /// Empties the line. {@return what waited}
  List<T> drain() {
    List<T> all = line.stream().map(Waiting::what).toList();
    line.clear();
    return all;
  }
}
