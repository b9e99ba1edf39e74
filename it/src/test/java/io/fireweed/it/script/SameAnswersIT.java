package io.fireweed.it.script;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random requests, answered by a real etcd 3.5 and by our member alike.
///
/// `-Djudged=ETCD_3_4` puts another server in our member's place.
class SameAnswersIT {
  private static final boolean SLOW = Boolean.getBoolean("slow");
  private static final int ROUNDS = SLOW ? 100 : 3;
  private static final int STEPS = Integer.getInteger("steps", SLOW ? 3_000 : 600);
  private static final Subject JUDGED = Subject.valueOf(System.getProperty("judged", "OURS"));

  @TempDir Path temporary;

  @Test
  void toKeysTransactionsLeasesWatchesAndCompactions() {
    SeededRandom.check(
        ROUNDS,
        random -> {
          try (Duel duel = duel()) {
            duel.run(new KvScript(random), STEPS);
          }
        });
  }

  @Test
  void toUsersRolesAndWhatTheyMayDo() {
    SeededRandom.check(
        ROUNDS,
        random -> {
          try (Duel duel = duel("--bcrypt-cost=4")) {
            duel.run(new AuthScript(random), STEPS);
          }
        });
  }

  /// Both become leaders soon, for they are started again and again.
  private Duel duel(String... flags) throws IOException {
    Path folder = Files.createTempDirectory(temporary, "duel");
    String[] all =
        Stream.concat(
                Stream.of("--heartbeat-interval=20", "--election-timeout=200"), Stream.of(flags))
            .toArray(String[]::new);
    Server judge = Subject.ETCD_3_5.start(folder.resolve("judge"), all);
    try {
      return new Duel(judge, JUDGED.start(folder.resolve("judged"), all));
    } catch (RuntimeException | AssertionError e) {
      judge.close();
      throw e;
    }
  }
}
