package io.fireweed.it.durability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Linearizability of one register, after Wing, Gong and Lowe: looks for an order of the operations
/// that respects who returned before whom began, and explains every answer.
final class Wgl {
  /// What the search found.
  enum Result {
    LINEARIZABLE,
    NOT_LINEARIZABLE,
    /// The time was over.
    UNDECIDED
  }

  private static final class Event {
    final History.Op op;
    final int id;
    final boolean call;
    final long time;
    @Nullable Event match;
    @Nullable Event previous;
    @Nullable Event next;

    Event(History.Op op, int id, boolean call, long time) {
      this.op = op;
      this.id = id;
      this.call = call;
      this.time = time;
    }

    void unlink() {
      Objects.requireNonNull(previous).next = next;
      if (next != null) {
        next.previous = previous;
      }
    }

    void link() {
      Objects.requireNonNull(previous).next = this;
      if (next != null) {
        next.previous = this;
      }
    }
  }

  private record Choice(Event event, String state) {}

  private final BitSet done = new BitSet();
  private final Set<List<Object>> seen = new HashSet<>();
  private final Deque<Choice> chosen = new ArrayDeque<>();
  private final Event head;
  private int open;

  private Wgl(List<History.Op> ops) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < ops.size(); i++) {
      History.Op op = ops.get(i);
      Event call = new Event(op, i, true, op.calledAt());
      Event end = new Event(op, i, false, op.isUnknown() ? Long.MAX_VALUE : op.returnedAt());
      call.match = end;
      end.match = call;
      events.add(call);
      events.add(end);
      open += op.isUnknown() ? 0 : 1;
    }
    events.sort(
        (a, b) ->
            a.time != b.time ? Long.compare(a.time, b.time) : Boolean.compare(b.call, a.call));
    head = new Event(new History.Op.Nothing(), -1, false, Long.MIN_VALUE);
    Event last = head;
    for (Event event : events) {
      last.next = event;
      event.previous = last;
      last = event;
    }
  }

  /// @param ops on one register, which is empty at first
  static Result check(List<History.Op> ops, long deadlineNanos) {
    return new Wgl(ops).search(deadlineNanos);
  }

  private Result search(long deadlineNanos) {
    String state = "";
    Event event = head.next;
    for (long steps = 0; open > 0; steps++) {
      if ((steps & 4095) == 0 && System.nanoTime() > deadlineNanos) {
        return Result.UNDECIDED;
      }
      if (event == null || !event.call) { // one that returned was not placed: take back a choice
        if (chosen.isEmpty()) {
          return Result.NOT_LINEARIZABLE;
        }
        Choice choice = chosen.pop();
        state = choice.state();
        done.clear(choice.event().id);
        open += choice.event().op.isUnknown() ? 0 : 1;
        Objects.requireNonNull(choice.event().match).link();
        choice.event().link();
        event = choice.event().next;
        continue;
      }
      String next = event.op.apply(state);
      if (next != null && place(event, next)) {
        chosen.push(new Choice(event, state));
        state = next;
        open -= event.op.isUnknown() ? 0 : 1;
        event.unlink();
        Objects.requireNonNull(event.match).unlink();
        event = head.next;
      } else {
        event = event.next;
      }
    }
    return Result.LINEARIZABLE;
  }

  private boolean place(Event event, String state) {
    done.set(event.id);
    if (seen.add(Arrays.asList(done.clone(), state))) {
      return true;
    }
    done.clear(event.id);
    return false;
  }
}
