package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A member killed while four clients write.
@ParameterizedClass(name = "{0}")
@MethodSource("io.fireweed.it.served.Subject#members")
class KilledMemberIT {
  private static final int ROUNDS = Boolean.getBoolean("slow") ? 500 : 5;
  private static final int ROUNDS_OF_A_MEMBER = 10;

  private final Subject subject;

  @TempDir Path temporary;

  KilledMemberIT(Subject subject) {
    this.subject = subject;
  }

  @Test
  void keepsWhatItAcknowledged() {
    for (int done = 0; done < ROUNDS; done += ROUNDS_OF_A_MEMBER) {
      int rounds = Math.min(ROUNDS_OF_A_MEMBER, ROUNDS - done);
      Path directory = temporary.resolve("m" + done);
      subject.survives(() -> SeededRandom.check(1, random -> life(random, directory, rounds)));
    }
  }

  private void life(Random random, Path directory, int rounds) throws Exception {
    History history = new History();
    // Snapshots and cuts of the log shall fall into the rounds, too.
    try (Server server = subject.start(directory, "--snapshot-count=500")) {
      for (int round = 0; round < rounds; round++) {
        Crowd crowd = new Crowd(history, "r" + round, random.nextLong());
        crowd.start(server);
        Thread.sleep(100 + random.nextInt(500));
        server.kill();
        crowd.end();
        server.restart();
        Verdict.pass(server, history);
      }
      assertThat(history.acknowledgedWrites()).isGreaterThan(10L * rounds);
      Salvaged.equalsServed(server, temporary);
    }
  }
}
