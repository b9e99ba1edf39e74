package io.fireweed.testkit.sim.invariant;

import java.io.Serial;

/// An invariant does not hold.
public final class Violation extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ViolationKind kind;

  public Violation(ViolationKind kind, String what) {
    super(kind + ": " + what);
    this.kind = kind;
  }

  public ViolationKind kind() {
    return kind;
  }
}
