package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The log holds the term and the vote, the durable mark how far the log goes. A member that forgot
/// them could vote twice: it does not start, or starts with all it knew and in a later term.
class ForgottenVoteIT {
  /// What happens to a file.
  enum Damage {
    EMPTIED,
    GARBAGE,
    DELETED,
    OLD_COPY
  }

  private static final Ledger LEDGER = new Ledger();

  @TempDir static Path lived;

  private static long term;

  @TempDir Path temporary;

  private Path directory = Path.of("");

  /// Two lives, with a copy of the directory between them.
  @BeforeAll
  static void live() throws IOException {
    Path first = lived.resolve("m1");
    try (Server server = Subject.OURS.start(first);
        Client client = server.connect()) {
      LEDGER.put(client, 10, ByteString.EMPTY);
      server.stop();
      copy(first, lived.resolve("old"));
    }
    try (Server server = Subject.OURS.start(first);
        Client client = server.connect()) {
      LEDGER.put(client, 10, ByteString.EMPTY);
      term = client.status().getRaftTerm();
      server.kill();
    }
  }

  @BeforeEach
  void copy() throws IOException {
    directory = temporary.resolve("m1");
    copy(lived.resolve("m1"), directory);
  }

  @ParameterizedTest
  @EnumSource
  void withTheLogItIsRefused(Damage damage) throws IOException {
    harm("member/wal", damage);
    requireRefused("fireweed salvage " + directory);
  }

  @ParameterizedTest
  @EnumSource(
      value = Damage.class,
      names = {"EMPTIED", "GARBAGE"})
  void withAnUnreadableMarkItIsRefused(Damage damage) throws IOException {
    harm("member/durable.mark", damage);
    requireRefused("durable.mark");
  }

  /// The log is whole and says it all.
  @ParameterizedTest
  @EnumSource(
      value = Damage.class,
      names = {"DELETED", "OLD_COPY"})
  void withoutItsNewestMarkItStartsInALaterTerm(Damage damage) throws IOException {
    harm("member/durable.mark", damage);
    requireRight();
  }

  @Test
  void withoutDamageItStartsInALaterTerm() {
    requireRight();
  }

  private void requireRight() {
    try (Server server = Subject.OURS.start(directory);
        Client client = server.connect()) {
      LEDGER.check(client);
      assertThat(client.status().getRaftTerm()).isGreaterThan(term);
    }
  }

  private void requireRefused(String words) {
    try (Server server = Subject.OURS.start(directory)) {
      throw new IllegalStateException("started: " + server.logText());
    } catch (AssertionError refused) {
      assertThat(refused.getMessage())
          .contains("ended with exit code 1", words)
          .doesNotContain("\tat io.fireweed");
    }
  }

  private void harm(String name, Damage damage) throws IOException {
    Path target = directory.resolve(name);
    switch (damage) {
      case EMPTIED -> overwrite(target, 0);
      case GARBAGE -> overwrite(target, 4096);
      case DELETED -> new LocalDisk().deleteTree(target);
      case OLD_COPY -> {
        new LocalDisk().deleteTree(target);
        copy(lived.resolve("old").resolve(name), target);
      }
    }
  }

  private static void overwrite(Path target, int length) throws IOException {
    byte[] garbage = new byte[length];
    new Random(1).nextBytes(garbage);
    try (Stream<Path> files = Files.walk(target)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.write(file, garbage);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
