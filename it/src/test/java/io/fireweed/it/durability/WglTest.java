package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.it.durability.History.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The checker itself, beside one that tries every order.
class WglTest {
  private static Wgl.Result check(List<Op> ops) {
    return Wgl.check(ops, Long.MAX_VALUE);
  }

  @Test
  void aLostWriteIsSeen() {
    List<Op> ops =
        List.of(new Op.Put("1", 1, 2, 2), new Op.Put("2", 3, 4, 3), new Op.Get("1", 5, 6, 3));
    assertThat(check(ops)).isEqualTo(Wgl.Result.NOT_LINEARIZABLE);
  }

  @Test
  void anUnansweredWriteMayHaveHappenedOrNot() {
    Op unknown = new Op.Put("2", 3, Long.MAX_VALUE, 0);
    Op first = new Op.Put("1", 1, 2, 2);
    assertThat(check(List.of(first, unknown, new Op.Get("2", 9, 10, 3))))
        .isEqualTo(Wgl.Result.LINEARIZABLE);
    assertThat(check(List.of(first, unknown, new Op.Get("1", 9, 10, 3))))
        .isEqualTo(Wgl.Result.LINEARIZABLE);
    assertThat(
            check(List.of(first, unknown, new Op.Get("2", 9, 10, 3), new Op.Get("1", 11, 12, 3))))
        .isEqualTo(Wgl.Result.NOT_LINEARIZABLE);
  }

  @Test
  void itAgreesWithTryingEveryOrder() {
    int[] found = new int[2];
    SeededRandom.check(
        3000,
        random -> {
          List<Op> ops = draw(random);
          boolean possible = anyOrder(ops, new ArrayList<>(), "");
          assertThat(check(ops) == Wgl.Result.LINEARIZABLE).as("%s", ops).isEqualTo(possible);
          found[possible ? 1 : 0]++;
        });
    if (System.getProperty("seed") == null) {
      assertThat(found[0]).isGreaterThan(100);
      assertThat(found[1]).isGreaterThan(100);
    }
  }

  private static List<Op> draw(Random random) {
    List<Op> ops = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      long called = random.nextInt(20);
      boolean unknown = random.nextInt(6) == 0;
      long returned = unknown ? Long.MAX_VALUE : called + 1 + random.nextInt(8);
      String value = "" + random.nextInt(3);
      ops.add(
          switch (random.nextInt(3)) {
            case 0 -> new Op.Put(value, called, returned, 0);
            case 1 -> new Op.Get(value, called, called + 1 + random.nextInt(8), 0);
            default ->
                new Op.Swap(
                    "" + random.nextInt(3), value, random.nextBoolean(), called, returned, 0);
          });
    }
    return ops;
  }

  private static boolean anyOrder(List<Op> rest, List<Op> placed, String state) {
    if (rest.stream().allMatch(Op::isUnknown)) {
      return true;
    }
    for (Op op : rest) {
      boolean first = rest.stream().allMatch(o -> o == op || o.returnedAt() >= op.calledAt());
      String next = op.apply(state);
      if (first && next != null) {
        List<Op> others = new ArrayList<>(rest);
        others.remove(op);
        if (anyOrder(others, placed, next)) {
          return true;
        }
      }
    }
    return false;
  }
}
