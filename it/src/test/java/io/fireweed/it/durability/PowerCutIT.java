package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A member on a file system that suddenly loses everything that was not forced to it.
@ParameterizedClass(name = "{0}")
@MethodSource("io.fireweed.it.served.Subject#memberProcesses")
class PowerCutIT {
  private static final boolean SLOW = Boolean.getBoolean("slow");
  private static final int CONTROL_ROUNDS = 3;
  private static final int ROUNDS_OF_A_MEMBER = 8;

  private final Subject subject;

  @TempDir Path temporary;

  PowerCutIT(Subject subject) {
    this.subject = subject;
  }

  @ParameterizedTest
  @EnumSource
  void keepsWhatItAcknowledgedOn(LoopDisk.Kind kind) throws IOException {
    int all = rounds(kind);
    for (int done = 0; done < all; done += ROUNDS_OF_A_MEMBER) {
      int rounds = Math.min(ROUNDS_OF_A_MEMBER, all - done);
      try (LoopDisk disk = LoopDisk.assume(kind, temporary.resolve("disk" + done))) {
        subject.survives(() -> SeededRandom.check(1, random -> life(random, disk, rounds)));
      }
    }
  }

  private static int rounds(LoopDisk.Kind kind) {
    return switch (kind) {
      case EXT4 -> SLOW ? 400 : 2;
      case XFS -> SLOW ? 100 : 2;
      case EXT4_EACH_SECOND, EXT4_HARDLY_EVER -> SLOW ? 100 : 1;
    };
  }

  private void life(Random random, LoopDisk disk, int rounds, String... flags) throws Exception {
    History history = new History();
    try (Server server = subject.start(disk.at().resolve("m1"), flags)) {
      for (int round = 0; round < rounds; round++) {
        Crowd crowd = new Crowd(history, "r" + round, random.nextLong());
        crowd.start(server);
        Thread.sleep(200 + random.nextInt(500));
        Eventually.within(
            Duration.ofSeconds(60), () -> "some writes", () -> crowd.acknowledged() > 12);
        disk.cutPower();
        server.kill();
        crowd.end();
        disk.mountAgain();
        server.restart();
        Verdict.pass(server, history);
      }
      assertThat(history.acknowledgedWrites()).isGreaterThan(10L * rounds);
    }
  }

  /// Otherwise the disk would not lose anything, and the test above proved nothing.
  @Test
  void losesThemOrDoesNotStartIfNothingIsForced() throws IOException {
    try (LoopDisk disk = LoopDisk.assume(LoopDisk.Kind.EXT4, temporary.resolve("control"))) {
      boolean lost = false;
      try {
        life(new Random(1), disk, CONTROL_ROUNDS, "--unsafe-no-fsync");
      } catch (Exception | AssertionError e) {
        lost = true;
      }
      assertThat(lost).isTrue();
    }
  }
}
