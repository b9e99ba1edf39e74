package io.fireweed.cli.print;

import java.io.PrintStream;

/// Results as lines of `"Name" : value`.
public final class Fields {
  private final PrintStream out;

  public Fields(PrintStream out) {
    this.out = out;
  }

  /// Prints one field. {@return this}
  public Fields field(String name, String value) {
    out.println("\"" + name + "\" : " + value);
    return this;
  }

  /// Prints one field with a number that has no sign. {@return this}
  public Fields unsigned(String name, long value) {
    return field(name, Long.toUnsignedString(value));
  }

  /// Prints one field. {@return this}
  public Fields field(String name, long value) {
    return field(name, Long.toString(value));
  }
}
