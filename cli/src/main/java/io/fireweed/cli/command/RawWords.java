package io.fireweed.cli.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Words of the command line whose bytes may not be UTF-8.
///
/// Java replaces such bytes before a program sees them. Here each of them is one character, which
/// no
/// valid text holds: byte `80` to `ff` is `U+DC80` to `U+DCFF`, so that [#bytes] gives back exactly
/// what was typed.
public final class RawWords {
  private static final int ESCAPE = 0xDC00;
  private static final int HIGH = 0x80;
  private static final int BYTE_MAX = 0xFF;
  private static final char REPLACED = 0xFFFD;
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private RawWords() {}

  /// {@return the words of this process as they were typed, where the system tells}
  public static String[] typed(String[] words) {
    if (Arrays.stream(words).noneMatch(word -> word.indexOf(REPLACED) >= 0)) {
      return words;
    }
    try {
      List<String> all = split(Files.readAllBytes(COMMAND_LINE));
      return all.size() < words.length
          ? words
          : all.subList(all.size() - words.length, all.size()).toArray(String[]::new);
    } catch (IOException | UnsupportedOperationException e) {
      return words;
    }
  }

  /// {@return bytes as a text that [#bytes] turns back}
  public static String text(byte[] bytes) {
    String plain = new String(bytes, StandardCharsets.UTF_8);
    if (plain.indexOf(REPLACED) < 0) {
      return plain;
    }
    StringBuilder text = new StringBuilder(bytes.length);
    int at = 0;
    while (at < bytes.length) {
      int length = GoQuote.sequenceLength(bytes, at);
      if (length == 0) {
        text.append((char) (ESCAPE + (bytes[at] & BYTE_MAX)));
        at++;
      } else {
        text.append(new String(bytes, at, length, StandardCharsets.UTF_8));
        at += length;
      }
    }
    return text.toString();
  }

  /// {@return the bytes that were typed}
  public static byte[] bytes(String text) {
    if (text.chars().noneMatch(RawWords::isEscape)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    text.codePoints()
        .forEach(
            rune -> {
              if (isEscape(rune)) {
                bytes.write(rune - ESCAPE);
              } else {
                bytes.writeBytes(Character.toString(rune).getBytes(StandardCharsets.UTF_8));
              }
            });
    return bytes.toByteArray();
  }

  private static boolean isEscape(int rune) {
    return rune >= ESCAPE + HIGH && rune <= ESCAPE + BYTE_MAX;
  }

  private static List<String> split(byte[] line) {
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < line.length; at++) {
      if (line[at] == 0) {
        words.add(text(Arrays.copyOfRange(line, from, at)));
        from = at + 1;
      }
    }
    return words;
  }
}
