package io.fireweed.cli.print;

import java.util.ArrayDeque;
import java.util.Deque;

/// Builds one line of JSON, members in the order of the calls, escaped as Go escapes.
///
/// For results of a few fields: it keeps simple commands free of a JSON library's start-up time.
public final class Json {
  private final StringBuilder text = new StringBuilder();
  private final Deque<Character> open = new ArrayDeque<>();
  private boolean first = true;

  public Json beginObject() {
    return begin('{', '}');
  }

  public Json beginArray() {
    return begin('[', ']');
  }

  /// Ends the innermost object or array.
  public Json end() {
    text.append(open.pop());
    first = false;
    return this;
  }

  /// Begins a member of an object; a value, object or array must follow.
  public Json name(String name) {
    separate();
    string(name);
    text.append(':');
    first = true;
    return this;
  }

  public Json value(String value) {
    separate();
    string(value);
    return this;
  }

  public Json value(long value) {
    separate();
    text.append(value);
    return this;
  }

  /// Adds a number that has no sign.
  public Json unsigned(long value) {
    separate();
    text.append(Long.toUnsignedString(value));
    return this;
  }

  /// Adds `null`.
  public Json nothing() {
    separate();
    text.append("null");
    return this;
  }

  public Json value(boolean value) {
    separate();
    text.append(value);
    return this;
  }

  /// Adds a number with a fraction, printed with three digits after the point.
  public Json value(double value) {
    separate();
    text.append(String.format(java.util.Locale.ROOT, "%.3f", value));
    return this;
  }

  /// {@return what was built}
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("unfinished JSON: " + text);
    }
    return text.toString();
  }

  private Json begin(char opening, char closing) {
    separate();
    text.append(opening);
    open.push(closing);
    first = true;
    return this;
  }

  private void separate() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  private void string(String value) {
    text.append('"');
    value.codePoints().forEach(this::escaped);
    text.append('"');
  }

  private void escaped(int rune) {
    switch (rune) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case '\b' -> text.append("\\b");
      case '\f' -> text.append("\\f");
      default -> {
        boolean hidden = rune < ' ' || rune == 0x2028 || rune == 0x2029;
        boolean markup = rune == '<' || rune == '>' || rune == '&';
        if (hidden || markup) {
          text.append(String.format("\\u%04x", rune));
        } else if (rune >= Character.MIN_SURROGATE && rune <= Character.MAX_SURROGATE) {
          text.append('\uFFFD');
        } else {
          text.appendCodePoint(rune);
        }
      }
    }
  }
}
