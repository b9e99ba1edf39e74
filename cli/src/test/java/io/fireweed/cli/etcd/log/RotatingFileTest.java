package io.fireweed.cli.etcd.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.server.config.LogSettings.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path folder;

  /// A clock that is a second later at every look.
  private static final class Seconds extends Clock {
    private Instant now = Instant.parse("2026-11-21T04:00:00Z");

    @Override
    public Instant instant() {
      now = now.plus(Duration.ofSeconds(1));
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void aFileIsTurnedOverBeforeItGrowsTooLarge() throws IOException {
    write(new Rotation(1, 0, 0, false, false), 3);
    assertThat(names())
        .containsExactly(
            "etcd-2026-11-21T04-00-01.000.log", "etcd-2026-11-21T04-00-02.000.log", "etcd.log");
    assertThat(folder.resolve("etcd.log")).hasSize(MEGABYTE);
  }

  @Test
  void onlySoManyOldFilesStayAndNothingElseIsTouched() throws IOException {
    Files.writeString(folder.resolve("etcd-notes.log"), "mine");
    write(new Rotation(1, 0, 1, false, false), 4);
    assertThat(names())
        .hasSize(3)
        .contains("etcd-notes.log", "etcd.log")
        .doesNotContain("etcd-2026-11-21T04-00-01.000.log");
  }

  @Test
  void oldFilesArePacked() throws IOException {
    write(new Rotation(1, 0, 0, false, true), 2);
    assertThat(names()).containsExactly("etcd-2026-11-21T04-00-01.000.log.gz", "etcd.log");
  }

  @Test
  void aFileIsContinuedAfterARestart() throws IOException {
    Files.writeString(folder.resolve("etcd.log"), "before\n");
    write(new Rotation(2, 0, 0, false, false), 1);
    assertThat(Files.readString(folder.resolve("etcd.log"))).startsWith("before\n");
  }

  private void write(Rotation rotation, int megabytes) throws IOException {
    byte[] line = new byte[MEGABYTE];
    try (RotatingFile file =
        RotatingFile.open(folder.resolve("etcd.log"), rotation, new Seconds())) {
      for (int i = 0; i < megabytes; i++) {
        file.write(line);
      }
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }
}
