package io.fireweed.testkit.sim.invariant;

import java.util.HashMap;
import java.util.Map;

/// State machines that have applied up to one index are equal.
final class AppliedIsEqual implements Invariant {
  private final Map<Long, Long> hashes = new HashMap<>();

  @Override
  public void see(Fact fact) {
    if (fact instanceof Fact.Applied(long member, long index, long hash)) {
      Long known = hashes.putIfAbsent(index, hash);
      if (known != null && known != hash) {
        throw new Violation(
            ViolationKind.APPLIED_DIFFERS,
            "member %d is in another state than others after entry %d".formatted(member, index));
      }
    }
  }
}
