package io.fireweed.cli.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Text and bytes between double quotes, escaped as Go's `%q` does.
public final class GoQuote {
  private GoQuote() {}

  /// {@return `text` quoted}
  public static String quote(String text) {
    return quote(RawWords.bytes(text));
  }

  /// {@return bytes read as UTF-8 and quoted; a byte that is not UTF-8 becomes `\xNN`}
  public static String quote(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length + 2).append('"');
    int at = 0;
    while (at < bytes.length) {
      int length = sequenceLength(bytes, at);
      if (length == 0) {
        out.append(String.format("\\x%02x", bytes[at] & 0xFF));
        at++;
        continue;
      }
      append(out, new String(bytes, at, length, StandardCharsets.UTF_8).codePointAt(0));
      at += length;
    }
    return out.append('"').toString();
  }

  private static void append(StringBuilder out, int rune) {
    switch (rune) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x0B -> out.append("\\v");
      default -> {
        if (printable(rune)) {
          out.appendCodePoint(rune);
        } else if (rune < 0x80) {
          out.append(String.format("\\x%02x", rune));
        } else if (rune < 0x10000) {
          out.append(String.format("\\u%04x", rune));
        } else {
          out.append(String.format("\\U%08x", rune));
        }
      }
    }
  }

  private static boolean printable(int rune) {
    if (rune < 0x80) {
      return rune >= ' ' && rune < 0x7F;
    }
    return switch (Character.getType(rune)) {
      case Character.UNASSIGNED,
          Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /// {@return the length of the UTF-8 sequence at `at`, 0 if there is none}
  static int sequenceLength(byte[] bytes, int at) {
    int first = bytes[at] & 0xFF;
    int length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length <= 1 || first > 0xF4 || at + length > bytes.length) {
      return length == 1 ? 1 : 0;
    }
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, at, length));
      return length;
    } catch (CharacterCodingException e) {
      return 0;
    }
  }
}
