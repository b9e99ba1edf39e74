package io.fireweed.format.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void orderIsUnsigned() {
    assertThat(Bytes.fromHex("7f")).isLessThan(Bytes.fromHex("80"));
    assertThat(Bytes.fromHex("61")).isLessThan(Bytes.fromHex("6100"));
    assertThat(Bytes.EMPTY).isLessThan(Bytes.fromHex("00"));
  }

  @Test
  void laterChangesOfTheSourceDoNotShowThrough() {
    byte[] source = {1, 2, 3};
    Bytes bytes = Bytes.of(source);
    Bytes ofSegment = Bytes.of(MemorySegment.ofArray(source));
    source[0] = 9;
    assertThat(bytes).isEqualTo(Bytes.fromHex("010203")).isEqualTo(ofSegment);
    bytes.toArray()[0] = 9;
    assertThat(bytes.at(0)).isEqualTo((byte) 1);
  }

  @Test
  void textIsShownReadablyAndOtherBytesAsHexadecimal() {
    assertThat(Bytes.ofUtf8("a\\é")).hasToString("a\\x5c\\xc3\\xa9");
    assertThat(Bytes.fromHex("c3").findUtf8()).isEmpty();
    assertThat(Bytes.ofUtf8("é").findUtf8()).contains("é");
  }

  @Test
  void prefixesSlicesAndSumsAgree() {
    Bytes whole = Bytes.ofUtf8("registry/pods");
    assertThat(whole.startsWith(Bytes.ofUtf8("registry/"))).isTrue();
    assertThat(whole.startsWith(Bytes.ofUtf8("registry/pods/"))).isFalse();
    assertThat(whole.slice(0, 9).plus(whole.slice(9, 13))).isEqualTo(whole);
    assertThat(Bytes.ofLong(0x0102030405060708L).longAt(0)).isEqualTo(0x0102030405060708L);
  }
}
