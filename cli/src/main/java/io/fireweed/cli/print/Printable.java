package io.fireweed.cli.print;

import io.fireweed.format.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/// Bytes from outside, fit for a terminal or for JSON.
///
/// On a terminal, text is shown as it is; whatever could move a cursor or hide itself, and bytes
/// that are not UTF-8, become `\xNN`, a backslash becomes `\\`: so what is shown names the bytes.
public final class Printable {
  private static final char DELETE = 0x7f;

  private Printable() {}

  /// {@return one line of text}
  public static String text(Bytes bytes) {
    return text(bytes, Integer.MAX_VALUE);
  }

  /// {@return one line of text made of at most `limit` bytes, and `…` if there are more}
  public static String text(Bytes bytes, int limit) {
    byte[] content = bytes.toArray();
    int end = Math.min(content.length, limit);
    StringBuilder text = new StringBuilder(end);
    int at = 0;
    while (at < end) {
      if (content[at] >= ' ' && content[at] < DELETE && content[at] != '\\') {
        text.append((char) content[at++]);
        continue;
      }
      int length = runeLength(content, at, end);
      int rune = length == 0 ? -1 : decode(content, at, length);
      if (rune >= 0 && isShown(rune)) {
        text.append(rune == '\\' ? "\\\\" : Character.toString(rune));
        at += length;
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(content[at]));
        at++;
      }
    }
    return end < content.length ? text.append('…').toString() : text.toString();
  }

  /// Adds the members `name` (text; left out if the bytes are not UTF-8) and `name_base64`.
  public static void json(Json json, String name, Bytes bytes) {
    bytes.findUtf8().ifPresent(text -> json.name(name).value(text));
    json.name(name + "_base64").value(Base64.getEncoder().encodeToString(bytes.toArray()));
  }

  private static int runeLength(byte[] content, int at, int end) {
    int lead = content[at] & 0xff;
    int length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return at + length > end ? 0 : length;
  }

  private static int decode(byte[] content, int at, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content, at, length))
          .toString()
          .codePointAt(0);
    } catch (CharacterCodingException notText) {
      return -1;
    }
  }

  private static boolean isShown(int rune) {
    return switch (Character.getType(rune)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
