package io.fireweed.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.raftlog.EntryRange;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintTest {
  @Test
  void oneThingIsCountedInTheSingular() {
    assertThat(Humanize.count(0, "key")).isEqualTo("0 keys");
    assertThat(Humanize.count(1, "entry")).isEqualTo("1 entry");
    assertThat(Humanize.count(2, "entry")).isEqualTo("2 entries");
    assertThat(new EntryRange(7, 7)).hasToString("entry 7");
    assertThat(new EntryRange(7, 9)).hasToString("entries 7 to 9");
  }

  @Test
  void aTableHasCentredHeadersAndCellsToTheRight() {
    assertThat(print(Table.Border.BOX))
        .isEqualTo(
            """
            ┌──────────┬─────────────┬────────────┐
            │   HASH   │  REVISION   │ TOTAL KEYS │
            ├──────────┼─────────────┼────────────┤
            │ e6f222a6 │ 10000000014 │         24 │
            └──────────┴─────────────┴────────────┘
            """);
  }

  @Test
  void anOlderReleaseDrawsWithAscii() {
    assertThat(print(Table.Border.ASCII))
        .isEqualTo(
            """
            +----------+-------------+------------+
            |   HASH   |  REVISION   | TOTAL KEYS |
            +----------+-------------+------------+
            | e6f222a6 | 10000000014 |         24 |
            +----------+-------------+------------+
            """);
  }

  @Test
  void sizesAreDecimalWithOneDigitBelowTen() {
    assertThat(Humanize.bytes(9)).isEqualTo("9 B");
    assertThat(Humanize.bytes(999)).isEqualTo("999 B");
    assertThat(Humanize.bytes(1000)).isEqualTo("1.0 kB");
    assertThat(Humanize.bytes(32_768)).isEqualTo("33 kB");
    assertThat(Humanize.bytes(9_950)).isEqualTo("10 kB");
    assertThat(Humanize.bytes(1_200_000_000)).isEqualTo("1.2 GB");
    assertThat(Humanize.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
  }

  @Test
  void jsonIsEscapedAsGoEscapes() {
    Json json = new Json().beginObject().name("a<b").value("\"\\\n\u0001").name("n").value(-1);
    json.name("list").beginArray().value(1).value("x").end().name("t").value(true).end();
    assertThat(json.toString())
        .isEqualTo("{\"a\\u003cb\":\"\\\"\\\\\\n\\u0001\",\"n\":-1,\"list\":[1,\"x\"],\"t\":true}");
  }

  private static String print(Table.Border border) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Table.of("hash", "revision", "total keys")
        .row("e6f222a6", "10000000014", "24")
        .print(border, out);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
