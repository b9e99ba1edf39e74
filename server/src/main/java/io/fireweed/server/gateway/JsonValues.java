package io.fireweed.server.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Cuts a body that arrives in pieces into its JSON values, which follow each other with or without
/// white space between. It finds only where values end; what is inside is the parser's concern.
final class JsonValues {
  /// As deep as the parser goes; Go's goes to 10,000, and refuses the rest in these words.
  private static final int MAX_DEPTH = 255;

  private final int maxBytes;
  private final ByteArrayOutputStream value = new ByteArrayOutputStream();
  private int depth;
  private boolean inText;
  private boolean escaped;

  JsonValues(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// {@return the values that this piece completes}
  ///
  /// @throws BadJsonException if a value is too long or too deep
  List<String> take(byte[] piece) throws BadJsonException {
    List<String> complete = new ArrayList<>();
    int from = value.size() > 0 ? 0 : -1;
    for (int at = 0; at < piece.length; at++) {
      byte octet = piece[at];
      if (from < 0) {
        if (isSpace(octet)) {
          continue;
        }
        from = at;
      }
      End end = step(octet);
      if (end == End.BEFORE) {
        append(piece, from, at);
        complete.add(cut());
        from = -1;
        at--;
      } else if (end == End.AFTER) {
        append(piece, from, at + 1);
        complete.add(cut());
        from = -1;
      }
    }
    if (from >= 0) {
      append(piece, from, piece.length);
    }
    return complete;
  }

  /// Where a value ends: it does not, before this byte, or with it.
  private enum End {
    NOT_YET,
    BEFORE,
    AFTER
  }

  private boolean bare;

  private End step(byte octet) throws BadJsonException {
    if (inText) {
      if (escaped) {
        escaped = false;
      } else if (octet == '\\') {
        escaped = true;
      } else if (octet == '"') {
        inText = false;
        return depth == 0 ? End.AFTER : End.NOT_YET;
      }
      return End.NOT_YET;
    }
    if (depth == 0 && bare && (isSpace(octet) || "{[\"".indexOf(octet) >= 0)) {
      return End.BEFORE;
    }
    switch (octet) {
      case '"' -> inText = true;
      case '{', '[' -> {
        if (++depth > MAX_DEPTH) {
          throw new BadJsonException("exceeded max depth");
        }
      }
      case '}', ']' -> {
        if (--depth <= 0) {
          return End.AFTER;
        }
      }
      default -> bare |= depth == 0;
    }
    return End.NOT_YET;
  }

  private void append(byte[] piece, int from, int to) throws BadJsonException {
    if ((long) value.size() + to - from > maxBytes) {
      throw new BadJsonException("request body: expected at most " + maxBytes + " bytes of JSON");
    }
    value.write(piece, from, to - from);
  }

  private String cut() {
    String text = value.toString(StandardCharsets.UTF_8);
    value.reset();
    depth = 0;
    inText = false;
    escaped = false;
    bare = false;
    return text;
  }

  /// The body is complete. {@return the last value, if it ended only now}
  ///
  /// @throws BadJsonException if it ended within a value
  List<String> end() throws BadJsonException {
    if (value.size() == 0) {
      return List.of();
    }
    if (bare && depth == 0 && !inText) {
      return List.of(cut());
    }
    throw new BadJsonException("unexpected EOF");
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
  }
}
