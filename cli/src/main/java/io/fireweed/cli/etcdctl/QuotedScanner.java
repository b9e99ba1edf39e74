package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.RawWords;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a line typed into a dialogue: words, of which some stand between quotes.
///
/// Between double quotes, a backslash and what follows it stand for what they do in Go: a tab, a
/// byte in hex or octal, a rune. Between single or back quotes nothing does.
final class QuotedScanner {
  private static final Pattern WORD =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^'\"\\s]\\S*");
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|`([^`]*)`");
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))");

  private final String line;
  private int at;
  private boolean found = true;

  QuotedScanner(String line, int from) {
    this.line = line;
    this.at = from;
  }

  /// {@return the words of a line}
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      String word = matcher.group();
      if (word.startsWith("\"")) {
        words.add(unescape(word.substring(1, word.length() - 1)));
      } else {
        words.add(word.startsWith("'") ? word.substring(1, word.length() - 1) : word);
      }
    }
    return words;
  }

  /// {@return whether the last quoted text was there}
  boolean found() {
    return found;
  }

  /// {@return the text between the quotes that come next, or an empty one}
  String quoted() {
    space();
    Matcher matcher = QUOTED.matcher(line).region(at, line.length());
    found = matcher.lookingAt();
    if (!found) {
      return "";
    }
    at = matcher.end();
    return matcher.group(1) != null ? unescape(matcher.group(1)) : matcher.group(2);
  }

  /// {@return whether that character comes next; it is taken}
  boolean literal(char expected) {
    boolean there = at < line.length() && line.charAt(at) == expected;
    at += there ? 1 : 0;
    return there;
  }

  /// {@return whether white space comes next; all of it is taken}
  boolean space() {
    int from = at;
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return at > from;
  }

  /// {@return what comes before the next white space}
  String word() {
    int from = at;
    while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return line.substring(from, at);
  }

  private static String unescape(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher escape = ESCAPE.matcher(text);
    int from = 0;
    while (escape.find()) {
      bytes.writeBytes(RawWords.bytes(text.substring(from, escape.start())));
      if (escape.group(1) != null) {
        bytes.write(Integer.parseInt(escape.group(1), 16));
      } else if (escape.group(2) != null) {
        bytes.write(Integer.parseInt(escape.group(2), 8));
      } else {
        bytes.writeBytes(RawWords.bytes(named(escape)));
      }
      from = escape.end();
    }
    bytes.writeBytes(RawWords.bytes(text.substring(from)));
    return RawWords.text(bytes.toByteArray());
  }

  private static String named(Matcher escape) {
    String digits = escape.group(3) != null ? escape.group(3) : escape.group(4);
    if (digits != null) {
      int rune = Integer.parseUnsignedInt(digits, 16);
      return Character.isValidCodePoint(rune)
          ? Character.toString(rune)
          : Character.toString(0xFFFD);
    }
    return switch (escape.group(5)) {
      case "a" -> Character.toString(7);
      case "b" -> "\b";
      case "f" -> "\f";
      case "n" -> "\n";
      case "r" -> "\r";
      case "t" -> "\t";
      case "v" -> Character.toString(11);
      default -> escape.group(5);
    };
  }
}
