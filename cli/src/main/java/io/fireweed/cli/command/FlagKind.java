package io.fireweed.cli.command;

import java.util.regex.Pattern;

/// What a flag's value must look like, and the word that stands for it in a help text.
public enum FlagKind {
  STRING("string"),
  /// Given without a value it is true.
  SWITCH(""),
  UINT("uint"),
  INT("int"),
  /// As Go writes durations: `10s`, `1m30s`, `250ms`, `0`.
  DURATION("duration"),
  /// Values separated by commas; the flag may be repeated.
  STRINGS("strings");

  private static final Pattern SWITCH_VALUE =
      Pattern.compile("1|t|T|TRUE|true|True|0|f|F|FALSE|false|False");

  private final String word;

  FlagKind(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /// {@return what is wrong with `value`, as etcd's tools say it, or an empty text}
  String complaint(String value) {
    return switch (this) {
      case STRING, STRINGS -> "";
      case SWITCH ->
          SWITCH_VALUE.matcher(value).matches() ? "" : strconv("ParseBool", value, SYNTAX);
      case UINT -> GoNumber.complaintUnsigned(value);
      case INT -> GoNumber.complaintSigned(value);
      case DURATION -> GoDuration.complaint(value);
    };
  }

  static boolean isTrue(String value) {
    return value.startsWith("1") || value.startsWith("t") || value.startsWith("T");
  }

  static final String SYNTAX = "invalid syntax";
  static final String RANGE = "value out of range";

  static String strconv(String function, String value, String what) {
    return "strconv." + function + ": parsing " + GoQuote.quote(value) + ": " + what;
  }
}
