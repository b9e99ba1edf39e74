package io.fireweed.cli.command;

/// A program that ran on behalf of this one failed, and this one ends as it did.
public final class OtherProgramFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int number;

  /// @param number what it ended with
  public OtherProgramFailure(int number, String message) {
    super(message);
    this.number = number;
  }

  /// {@return the number that the operating system sees}
  public int number() {
    return number;
  }
}
