package io.fireweed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RawWordsTest {
  @Test
  void everyByteSurvives() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertThat(RawWords.bytes(RawWords.text(all))).isEqualTo(all);
  }

  @Test
  void whatIsUtf8StaysAsItIs() {
    String text = "ä → 🔥\uFFFD";
    assertThat(RawWords.text(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    assertThat(RawWords.bytes(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void wordsThatJavaUnderstoodAreNotReadAgain() {
    String[] words = {"put", "ä"};
    assertThat(RawWords.typed(words)).isSameAs(words);
  }
}
