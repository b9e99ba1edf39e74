package io.fireweed.cli.etcd.log;

import io.fireweed.server.config.GoText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Values as JSON, the way etcd's log has them: nothing escaped that need not be.
final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonText() {}

  /// Appends a value: numbers, truth values, lists and maps as such, all else as text.
  static void value(StringBuilder line, Object value) {
    switch (value) {
      case Integer number -> line.append(number.intValue());
      case Long number -> line.append(number.longValue());
      case Short number -> line.append(number.shortValue());
      case Double number when !Double.isFinite(number) -> string(line, number.toString());
      case Double number -> line.append(number.doubleValue());
      case Boolean truth -> line.append(truth.booleanValue());
      case Duration span -> string(line, GoText.print(span));
      case Throwable failure -> string(line, words(failure));
      // A path is a list of names, each of which is a path.
      case Path path -> string(line, path.toString());
      case Iterable<?> list -> list(line, list);
      case Object[] list -> list(line, java.util.Arrays.asList(list));
      case Map<?, ?> map -> map(line, map);
      default -> string(line, String.valueOf(value));
    }
  }

  /// {@return what a failure says, or what it is}
  static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }

  private static void list(StringBuilder line, Iterable<?> list) {
    line.append('[');
    boolean first = true;
    for (Object part : list) {
      if (!first) {
        line.append(',');
      }
      first = false;
      value(line, String.valueOf(part).equals("null") ? "" : part);
    }
    line.append(']');
  }

  private static void map(StringBuilder line, Map<?, ?> map) {
    line.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!first) {
        line.append(',');
      }
      first = false;
      string(line, String.valueOf(entry.getKey()));
      line.append(':');
      value(line, entry.getValue());
    }
    line.append('}');
  }

  /// Appends a text with its quotation marks.
  static void string(StringBuilder line, String text) {
    line.append('"');
    int plainFrom = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
        continue;
      }
      line.append(text, plainFrom, i);
      escape(line, c);
      plainFrom = i + 1;
    }
    line.append(text, plainFrom, text.length()).append('"');
  }

  private static void escape(StringBuilder line, char c) {
    switch (c) {
      case '"' -> line.append("\\\"");
      case '\\' -> line.append("\\\\");
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        if (Character.isSurrogate(c)) {
          line.append("\\ufffd");
        } else {
          line.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
        }
      }
    }
  }
}
