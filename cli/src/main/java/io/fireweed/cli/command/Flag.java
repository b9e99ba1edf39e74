package io.fireweed.cli.command;

import java.util.Optional;

/// One flag of a command.
///
/// @param shorthand the letter after a single dash, or an empty text
/// @param fallback the value when the flag is not given
/// @param usage what it means, one phrase; a word between back quotes names the value
public record Flag(
    String name,
    String shorthand,
    FlagKind kind,
    String fallback,
    Requirement requirement,
    String usage) {
  /// Whether a command can run without the flag.
  public enum Requirement {
    OPTIONAL,
    REQUIRED
  }

  /// {@return an optional flag that takes a text}
  public static Flag string(String name, String fallback, String usage) {
    return new Flag(name, "", FlagKind.STRING, fallback, Requirement.OPTIONAL, usage);
  }

  /// {@return a switch, off unless given}
  public static Flag onOff(String name, String usage) {
    return new Flag(name, "", FlagKind.SWITCH, "false", Requirement.OPTIONAL, usage);
  }

  /// {@return a flag that takes an unsigned number}
  public static Flag uint(String name, long fallback, String usage) {
    String text = Long.toUnsignedString(fallback);
    return new Flag(name, "", FlagKind.UINT, text, Requirement.OPTIONAL, usage);
  }

  /// {@return a flag that takes a number}
  public static Flag integer(String name, long fallback, String usage) {
    return new Flag(name, "", FlagKind.INT, Long.toString(fallback), Requirement.OPTIONAL, usage);
  }

  /// {@return a flag that takes a duration such as `10s`}
  public static Flag duration(String name, String fallback, String usage) {
    return new Flag(name, "", FlagKind.DURATION, fallback, Requirement.OPTIONAL, usage);
  }

  /// {@return a flag that takes texts separated by commas}
  public static Flag strings(String name, String fallback, String usage) {
    return new Flag(name, "", FlagKind.STRINGS, fallback, Requirement.OPTIONAL, usage);
  }

  /// {@return this flag, also spelled as one letter}
  public Flag orShort(String letter) {
    return new Flag(name, letter, kind, fallback, requirement, usage);
  }

  /// {@return this flag, without which the command refuses to run}
  public Flag required() {
    return new Flag(name, shorthand, kind, fallback, Requirement.REQUIRED, usage);
  }

  boolean isSwitch() {
    return kind == FlagKind.SWITCH;
  }

  /// {@return how the flag is called in a message about its value}
  String spelling() {
    return shorthand.isEmpty() ? "--" + name : "-" + shorthand + ", --" + name;
  }

  /// {@return the default worth telling}
  Optional<String> toldDefault() {
    boolean zero =
        switch (kind) {
          case STRING, STRINGS -> fallback.isEmpty();
          case SWITCH -> !FlagKind.isTrue(fallback);
          case UINT, INT -> fallback.equals("0");
          case DURATION -> GoDuration.value(fallback).isZero();
        };
    if (zero) {
      return Optional.empty();
    }
    return Optional.of(kind == FlagKind.STRING ? GoQuote.quote(fallback) : fallback);
  }
}
