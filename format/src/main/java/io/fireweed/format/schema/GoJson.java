package io.fireweed.format.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Origin;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// JSON as Go's `encoding/json` writes it, for the few rows that are JSON.
///
/// Writing escapes `"`, the backslash and control characters, and with four hex digits also `<`,
/// `>`, `&`, U+2028 and U+2029. Reading takes one object, unknown names are passed over, numbers
/// are unsigned 64-bit.
///
/// Source: Go 1.16 to 1.25, encoding/json.
final class GoJson {
  /// Takes the value of one named field. The parser stands on the value's first token.
  interface Fields {
    /// {@return false if the name is unknown and its value is to be passed over}
    boolean take(String name, JsonParser value) throws IOException;
  }

  /// Longest JSON row that is read; members with hundreds of URLs stay far below.
  private static final int MAX_BYTES = 1 << 20;

  private static final BigInteger MAX_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private GoJson() {}

  /// Reads exactly one object that fills `json`.
  static void readObject(MemorySegment json, Origin where, Fields fields) {
    if (json.byteSize() > MAX_BYTES) {
      throw Refusal.of(
          where, "length of a JSON row", "at most " + MAX_BYTES, json.byteSize() + " bytes");
    }
    try (JsonParser parser = FACTORY.createParser(json.toArray(ValueLayout.JAVA_BYTE))) {
      expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        if (!fields.take(name, parser)) {
          parser.skipChildren();
        }
      }
      expect(parser, parser.currentToken(), JsonToken.END_OBJECT);
      if (parser.nextToken() != null) {
        throw new IOException("text after the object");
      }
    } catch (IOException malformed) {
      throw new CorruptException(
          where
              + ": JSON expected a well-formed object, found "
              + Refusal.shown(json)
              + " ("
              + firstLine(malformed)
              + ")",
          malformed);
    }
  }

  static String text(JsonParser value) throws IOException {
    expect(value, value.currentToken(), JsonToken.VALUE_STRING);
    return value.getText();
  }

  static boolean bool(JsonParser value) throws IOException {
    if (value.currentToken() != JsonToken.VALUE_FALSE) {
      expect(value, value.currentToken(), JsonToken.VALUE_TRUE);
    }
    return value.currentToken() == JsonToken.VALUE_TRUE;
  }

  static long unsigned(JsonParser value) throws IOException {
    expect(value, value.currentToken(), JsonToken.VALUE_NUMBER_INT);
    BigInteger number = value.getBigIntegerValue();
    if (number.signum() < 0 || number.compareTo(MAX_UNSIGNED) > 0) {
      throw new IOException("a number outside 0 to 2^64-1");
    }
    return number.longValue();
  }

  static List<String> texts(JsonParser value) throws IOException {
    List<String> texts = new ArrayList<>();
    if (startsArray(value)) {
      while (value.nextToken() != JsonToken.END_ARRAY) {
        texts.add(text(value));
      }
    }
    return texts;
  }

  static List<Long> unsignedNumbers(JsonParser value) throws IOException {
    List<Long> numbers = new ArrayList<>();
    if (startsArray(value)) {
      while (value.nextToken() != JsonToken.END_ARRAY) {
        numbers.add(unsigned(value));
      }
    }
    return numbers;
  }

  /// Go writes a slice that was never made as `null`.
  private static boolean startsArray(JsonParser value) throws IOException {
    if (value.currentToken() == JsonToken.VALUE_NULL) {
      return false;
    }
    expect(value, value.currentToken(), JsonToken.START_ARRAY);
    return true;
  }

  /// Appends `text` in quotes.
  static StringBuilder quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '<', '>', '&', '\u2028', '\u2029' -> escape(out, c);
        default -> {
          if (c < 0x20) {
            escape(out, c);
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"');
  }

  static StringBuilder quoteAll(StringBuilder out, List<String> texts) {
    out.append('[');
    for (int i = 0; i < texts.size(); i++) {
      quote(i == 0 ? out : out.append(','), texts.get(i));
    }
    return out.append(']');
  }

  private static void escape(StringBuilder out, char c) {
    out.append("\\u%04x".formatted((int) c));
  }

  private static void expect(JsonParser parser, JsonToken found, JsonToken wanted)
      throws IOException {
    if (found != wanted) {
      throw new IOException(
          "expected "
              + wanted
              + ", found "
              + found
              + " at byte "
              + parser.currentTokenLocation().getByteOffset());
    }
  }

  private static String firstLine(IOException malformed) {
    String message = malformed.getMessage();
    return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
  }
}
