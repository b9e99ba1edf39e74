package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A member whose k-th call that forces or changes the disk is its last, or fails.
@ParameterizedClass(name = "{0}")
@MethodSource("io.fireweed.it.served.Subject#memberProcesses")
class CrashPointIT {
  private static final boolean SLOW = Boolean.getBoolean("slow");
  private static final int POINTS = SLOW ? 60 : 1;
  private static final int FAILURES = SLOW ? 100 : 1;

  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  /// How long a member lives at most that does not come to its point.
  private static final Duration LIFE = Duration.ofSeconds(4);

  /// Calls, and about how many of each a short life makes.
  private record Call(String name, int times) {}

  private static final List<Call> CALLS =
      List.of(
          new Call("fdatasync", 60),
          new Call("fsync", 12),
          new Call("rename,renameat,renameat2", 4),
          new Call("ftruncate", 4),
          new Call("pwrite64", 60));

  private final Subject subject;

  @TempDir Path temporary;

  CrashPointIT(Subject subject) {
    this.subject = subject;
  }

  @BeforeAll
  static void assumeTool() {
    Traced.assumeTool();
  }

  @Test
  void keepsWhatItAcknowledgedWhereverItWasKilled() {
    subject.survives(
        () ->
            SeededRandom.check(
                POINTS,
                random -> {
                  for (Call call : CALLS) {
                    int at = 1 + random.nextInt(call.times());
                    disturb(random, call.name(), "signal=KILL:when=" + at, Duration.ZERO);
                  }
                }));
  }

  /// What the disk refused once may be gone although a later attempt succeeds: so there is none.
  @Test
  void endsAndKeepsWhatItAcknowledgedWhenTheDiskFailsToForce() {
    subject.survives(
        () ->
            SeededRandom.check(
                FAILURES,
                random -> {
                  int at = 5 + random.nextInt(40);
                  boolean ended = disturb(random, "fdatasync", "error=EIO:when=" + at, READY_LIMIT);
                  assertThat(ended).as("ended after EIO at the %d. fdatasync", at).isTrue();
                }));
  }

  /// @param patience how long to wait for its end, once enough was written
  /// @return whether the server ended by itself
  private boolean disturb(Random random, String call, String how, Duration patience)
      throws Exception {
    Path folder = Files.createTempDirectory(temporary, "crash");
    Path data = folder.resolve("m1");
    ClusterPlan plan = ClusterPlan.of(1);
    History history = new History();
    boolean ended;
    try (RealEtcd traced =
        RealEtcd.launch(
            Traced.disturbed(subject.programs(), call, how, folder),
            plan,
            plan.members().getFirst(),
            data,
            List.of("--snapshot-count=50"))) {
      if (isReady(traced)) {
        Server server = subject.attach(traced);
        Crowd crowd = new Crowd(history, "r", random.nextLong());
        crowd.start(server);
        long deadline = System.nanoTime() + LIFE.toNanos();
        while (traced.isAlive() && System.nanoTime() < deadline && crowd.acknowledged() < 500) {
          Thread.sleep(10);
        }
        ended = hasEnded(traced, patience);
        traced.kill();
        crowd.end();
      } else {
        ended = true;
      }
    }
    try (Server server = subject.start(data)) {
      Verdict.pass(server, history);
    } catch (AssertionError e) {
      throw new AssertionError(call + " " + how + ": " + e.getMessage(), e);
    }
    return ended;
  }

  private static boolean hasEnded(RealEtcd server, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (server.isAlive() && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    return !server.isAlive();
  }

  /// {@return whether it came so far as to serve}
  private static boolean isReady(RealEtcd server) {
    try {
      server.awaitReady(READY_LIMIT);
      return true;
    } catch (AssertionError e) {
      if (server.isAlive()) {
        throw e;
      }
      return false;
    }
  }
}
