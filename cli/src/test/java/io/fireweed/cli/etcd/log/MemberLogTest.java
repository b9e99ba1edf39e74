package io.fireweed.cli.etcd.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/// The two shapes of a line. The caller is this test: nothing of the log itself counts as one.
class MemberLogTest {
  private static final Instant WHEN = Instant.parse("2026-11-21T04:02:50.255665999Z");

  @Test
  void aLineHasEtcdsKeysInEtcdsOrder() {
    assertThat(json(ZoneOffset.UTC, event("ready to serve client requests")))
        .matches(
            "\\{\"level\":\"info\",\"ts\":\"2026-11-21T04:02:50.255665Z\",\"caller\":\"[^\"]+\","
                + "\"msg\":\"ready to serve client requests\"}\n");
  }

  @Test
  void timeIsLocalWithItsOffset() {
    assertThat(json(ZoneId.of("Asia/Kolkata"), event("a")))
        .contains("\"ts\":\"2026-11-21T09:32:50.255665+0530\"");
  }

  @Test
  void fieldsKeepTheirKind() {
    LoggingEvent event = event("a");
    event.setKeyValuePairs(
        List.of(
            new KeyValuePair("text", "b"),
            new KeyValuePair("count", 5L),
            new KeyValuePair("truth", true),
            new KeyValuePair("span", Duration.ofMillis(1500)),
            new KeyValuePair("list", List.of("x", 1)),
            new KeyValuePair("map", Map.of("k", "v")),
            new KeyValuePair("path", Path.of("/x/y")),
            new KeyValuePair("nan", Double.NaN),
            new KeyValuePair("error", new IllegalStateException("c"))));
    assertThat(json(ZoneOffset.UTC, event))
        .endsWith(
            "\"msg\":\"a\",\"text\":\"b\",\"count\":5,\"truth\":true,\"span\":\"1.5s\","
                + "\"list\":[\"x\",1],\"map\":{\"k\":\"v\"},\"path\":\"/x/y\",\"nan\":\"NaN\","
                + "\"error\":\"c\"}\n");
  }

  @Test
  void onlyWhatMustBeEscapedIs() {
    String text = "\"\\/<é\u2028\uD83D\uDE00\uD83D\n\t\r\u0001\u007f";
    assertThat(json(ZoneOffset.UTC, event(text)))
        .contains("\"msg\":\"\\\"\\\\/<é\u2028\uD83D\uDE00\\ufffd\\n\\t\\r\\u0001\u007f\"}");
  }

  @Test
  void anEventThatIsTheEndIsFatal() {
    LoggingEvent event = event("a", Level.ERROR);
    event.addMarker(MemberLog.FATAL);
    assertThat(json(ZoneOffset.UTC, event)).startsWith("{\"level\":\"fatal\",");
  }

  @Test
  void theConsolesLineIsParted() {
    LoggingEvent event = event("a\nb");
    event.setKeyValuePairs(List.of(new KeyValuePair("k", 1), new KeyValuePair("l", "m")));
    String line =
        new String(
            new ConsoleLine(ZoneOffset.UTC, Verbosity.WORDS).encode(event), StandardCharsets.UTF_8);
    assertThat(line.split("\t"))
        .hasSize(5)
        .startsWith("2026-11-21T04:02:50.255665Z", "info")
        .endsWith("a\\nb", "{\"k\":1,\"l\":\"m\"}\n");
  }

  private static String json(ZoneId zone, LoggingEvent event) {
    return new String(new ZapLine(zone, Verbosity.WORDS).encode(event), StandardCharsets.UTF_8);
  }

  private static LoggingEvent event(String message) {
    return event(message, Level.INFO);
  }

  private static LoggingEvent event(String message, Level level) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(new LoggerContext());
    event.setLevel(level);
    event.setMessage(message);
    event.setInstant(WHEN);
    return event;
  }
}
