package io.fireweed.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonValuesTest {
  private static List<String> cut(String body, int pieceBytes) throws BadJsonException {
    JsonValues values = new JsonValues(1_000);
    List<String> found = new ArrayList<>();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += pieceBytes) {
      found.addAll(
          values.take(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceBytes))));
    }
    found.addAll(values.end());
    return found;
  }

  @Test
  void valuesEndWhereTheyEndHoweverTheBodyIsCut() throws Exception {
    String body = "{\"a\":\"}{\"} {\"b\":[1,{\"c\":\"\\\"}\"}]}\n\n[] 12 true\"x\"{\"ü\":null}\t7";
    for (int pieceBytes = 1; pieceBytes <= body.length() + 5; pieceBytes++) {
      assertThat(cut(body, pieceBytes))
          .as("pieces of %s bytes", pieceBytes)
          .containsExactly(
              "{\"a\":\"}{\"}",
              "{\"b\":[1,{\"c\":\"\\\"}\"}]}",
              "[]",
              "12",
              "true",
              "\"x\"",
              "{\"ü\":null}",
              "7");
    }
  }

  @Test
  void anEmptyBodyHasNoValues() throws Exception {
    assertThat(cut("", 1)).isEmpty();
    assertThat(cut(" \r\n\t ", 2)).isEmpty();
  }

  @Test
  void aValueMustEnd() {
    for (String body : List.of("{", "[1,2", "\"abc", "{\"a\":\"}", "{} {\"a\"")) {
      assertThatThrownBy(() -> cut(body, 3)).as(body).hasMessage("unexpected EOF");
    }
  }

  @Test
  void depthAndLengthHaveLimits() {
    JsonValues deep = new JsonValues(1_000_000);
    assertThatThrownBy(() -> deep.take("[".repeat(200_000).getBytes(StandardCharsets.UTF_8)))
        .hasMessage("exceeded max depth");
    assertThatThrownBy(() -> cut("\"" + "a".repeat(1_000) + "\"", 7))
        .hasMessageContaining("expected at most 1000 bytes");
  }
}
