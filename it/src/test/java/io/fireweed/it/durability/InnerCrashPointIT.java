package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A member killed in the middle of a snapshot, a new segment, a compaction, a defrag, or while it
/// comes up: at each call that changes the disk there, or at some with no `-Dslow=true`.
class InnerCrashPointIT {
  private static final boolean SLOW = Boolean.getBoolean("slow");
  private static final int DRAWN = 2;
  private static final int DRAWN_AT_MOST = 5;
  private static final int POINTS_MAX = 60;
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  @TempDir Path temporary;

  @BeforeAll
  static void assumeTool() {
    Traced.assumeTool();
  }

  @ParameterizedTest
  @EnumSource
  void ofAPhaseLosesNothing(Phase phase) {
    SeededRandom.check(
        1,
        random -> {
          int reached = 0;
          if (SLOW) {
            for (String call : phase.calls()) {
              reached += all(phase, call);
            }
          } else {
            for (int i = 0; i < DRAWN; i++) {
              String call = phase.calls().get(random.nextInt(phase.calls().size()));
              int at = 1 + random.nextInt(DRAWN_AT_MOST);
              reached += points(phase, call, at, at);
            }
          }
          System.out.printf("InnerCrashPointIT: %s: killed at %d points%n", phase, reached);
        });
  }

  private int all(Phase phase, String call) throws Exception {
    return points(phase, call, 1, POINTS_MAX);
  }

  /// One member, killed at one point after the other until the phase has no more of them.
  ///
  /// @return how often it was killed
  private int points(Phase phase, String call, int first, int last) throws Exception {
    Path folder = Files.createTempDirectory(temporary, "phase");
    Ledger ledger = new Ledger();
    try (Server server = Subject.OURS.start(folder.resolve("m1"), phase.flags())) {
      int killed = 0;
      for (int at = first; at <= last; at++) {
        boolean reached = act(server, phase, ledger, call, "signal=KILL:when=" + at, folder);
        server.kill();
        server.restart();
        try (Client client = server.connect()) {
          ledger.check(client);
        } catch (AssertionError e) {
          throw new AssertionError(phase + ", " + call + " " + at + ": " + e.getMessage(), e);
        }
        if (!reached) {
          break;
        }
        killed++;
      }
      Salvaged.equalsServed(server, folder);
      return killed;
    }
  }

  /// {@return whether the member ended before the phase did}
  private static boolean act(
      Server server, Phase phase, Ledger ledger, String call, String how, Path folder) {
    try (Client client = server.connect();
        Tracer _ = Tracer.attach(server.pid(), call, how, folder)) {
      phase.act(client, ledger);
      return false;
    } catch (StatusRuntimeException e) {
      awaitEnd(server, e);
      return true;
    }
  }

  private static void awaitEnd(Server server, StatusRuntimeException failure) {
    Optional<ProcessHandle> process = ProcessHandle.of(server.pid());
    Eventually.within(
        READY_LIMIT,
        () -> "end of a member that refused: " + failure,
        () -> process.isEmpty() || !process.get().isAlive());
  }

  /// Coming up repairs, cuts and creates: that may be interrupted as well, again and again.
  @Test
  void ofAStartLosesNothing() {
    SeededRandom.check(
        1,
        random -> {
          List<String> calls = List.of("fdatasync", "fsync", "pwrite64", "ftruncate");
          int drawn = random.nextInt(calls.size());
          for (String call : SLOW ? calls : List.of(calls.get(drawn))) {
            starts(random, call);
          }
        });
  }

  private void starts(Random random, String call) throws Exception {
    Path folder = Files.createTempDirectory(temporary, "start");
    Path data = folder.resolve("m1");
    Ledger ledger = new Ledger();
    ClusterPlan plan = ClusterPlan.of(1);
    try (Server server = Subject.OURS.start(data, Phase.SNAPSHOT.flags());
        Client client = server.connect()) {
      Phase.SNAPSHOT.act(client, ledger);
      server.kill();
    }
    int first = SLOW ? 1 : 1 + random.nextInt(DRAWN_AT_MOST);
    int last = SLOW ? POINTS_MAX : first;
    for (int at = first; at <= last; at++) {
      boolean reached;
      try (RealEtcd traced =
          RealEtcd.launch(
              Traced.disturbed(Subject.OURS.programs(), call, "signal=KILL:when=" + at, folder),
              plan,
              plan.members().getFirst(),
              data,
              List.of(Phase.SNAPSHOT.flags()))) {
        reached = !isReady(traced);
      }
      try (Server server = Subject.OURS.start(data, Phase.SNAPSHOT.flags());
          Client client = server.connect()) {
        ledger.check(client);
        ledger.put(client, 3, ByteString.EMPTY);
        server.kill();
      } catch (AssertionError e) {
        throw new AssertionError("start, " + call + " " + at + ": " + e.getMessage(), e);
      }
      if (!reached) {
        return;
      }
    }
  }

  private static boolean isReady(RealEtcd server) {
    try {
      server.awaitReady(READY_LIMIT);
      return true;
    } catch (AssertionError e) {
      assertThat(server.isAlive()).as(e.getMessage()).isFalse();
      return false;
    }
  }
}
