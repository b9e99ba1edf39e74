package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A member whose log was damaged while it stood still. It starts with everything it acknowledged,
/// or not at all: the durable mark tells how far the log went, right up to the kill. An etcd drops
/// what follows a hole and says nothing, so it is not asked.
class DamagedLogIT {
  private static final int SECTOR = 512;
  private static final int ROUNDS = Boolean.getBoolean("slow") ? 400 : 4;
  private static final int WRITES = 400;

  @TempDir Path temporary;

  /// What happens to the log.
  enum Damage {
    FLIPPED_BIT,
    ZEROED_SECTOR,
    CUT_OFF,
    REMOVED
  }

  @Test
  void isNoticedOrDoesNoHarm() throws Exception {
    Path whole = temporary.resolve("whole");
    History history = new History();
    try (Server server = Subject.OURS.start(whole)) {
      Crowd crowd = new Crowd(history, "r", 1);
      crowd.start(server);
      while (crowd.acknowledged() < WRITES) {
        Thread.sleep(5);
      }
      crowd.end();
      server.kill();
    }
    int[] outcomes = new int[2];
    SeededRandom.check(
        ROUNDS,
        random -> {
          for (Damage damage : Damage.values()) {
            Path copy = Files.createTempDirectory(temporary, "copy").resolve("m1");
            copy(whole, copy);
            String what = harm(copy.resolve("member/wal"), damage, random);
            outcomes[judge(copy, what, history) ? 1 : 0]++;
          }
        });
    if (System.getProperty("seed") == null) {
      assertThat(outcomes[0]).as("refused").isPositive();
    }
  }

  /// {@return whether it started}
  private static boolean judge(Path directory, String damage, History history) {
    Server server;
    try {
      server = Subject.OURS.start(directory);
    } catch (AssertionError refused) {
      assertThat(refused.getMessage())
          .as("start after: %s", damage)
          .contains("ended with exit code 1")
          .contains("fireweed salvage")
          .doesNotContain("\tat io.fireweed");
      return false;
    }
    try (server) {
      Verdict.pass(server, history);
    } catch (AssertionError lost) {
      throw new AssertionError("silently after: " + damage + ": " + lost.getMessage(), lost);
    }
    return true;
  }

  /// {@return what was done}
  private static String harm(Path wal, Damage damage, Random random) throws IOException {
    Path segment;
    try (Stream<Path> files = Files.list(wal)) {
      segment = files.filter(file -> file.toString().endsWith(".wal")).sorted().toList().getFirst();
    }
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      byte[] head = new byte[1 << 20];
      file.readFully(head);
      int length = head.length;
      while (head[length - 1] == 0) {
        length--;
      }
      int at = random.nextInt(length);
      switch (damage) {
        case FLIPPED_BIT -> {
          file.seek(at);
          file.write(head[at] ^ 1 << random.nextInt(8));
        }
        case ZEROED_SECTOR -> {
          file.seek(at / SECTOR * SECTOR);
          file.write(new byte[SECTOR]);
        }
        case CUT_OFF -> file.setLength(at);
        case REMOVED -> Files.delete(segment);
      }
      return damage + " at " + at + " of " + length;
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
