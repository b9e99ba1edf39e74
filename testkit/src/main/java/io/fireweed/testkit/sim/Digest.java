package io.fireweed.testkit.sim;

/// A number that two runs share only if the same happened in both, in the same order.
final class Digest {
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private long state = MULTIPLIER;

  void add(long value) {
    state = mix(state, value);
  }

  /// {@return `state` after `value`, as a good hash}
  static long mix(long state, long value) {
    long mixed = (state ^ value) * MULTIPLIER;
    mixed ^= mixed >>> 29;
    mixed *= 0xbf58476d1ce4e5b9L;
    return mixed ^ (mixed >>> 32);
  }

  long value() {
    return state;
  }
}
