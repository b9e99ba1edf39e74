package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A lone member whose disk takes its time, or stands still for a while. There is nobody to hand
/// the lead to: calls wait or time out, nothing is lost, and it goes on when the disk does.
class SlowDiskIT {
  private static final boolean SLOW = Boolean.getBoolean("slow");
  private static final int LIFE_MILLIS = SLOW ? 60_000 : 3_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(ints = {100, 1000})
  void nothingIsLostWhenForcingTakesLong(int millis) {
    Traced.assumeTool();
    SeededRandom.check(1, random -> slow(random, millis));
  }

  private void slow(Random random, int millis) throws Exception {
    Path folder = Files.createTempDirectory(temporary, "slow");
    History history = new History();
    try (Server server = Subject.OURS.start(folder.resolve("m1"))) {
      Crowd crowd = new Crowd(history, "r", random.nextLong());
      try (Tracer _ =
          Tracer.attach(server.pid(), "fdatasync", "delay_enter=" + millis * 1000L, folder)) {
        crowd.start(server);
        Thread.sleep(LIFE_MILLIS);
        crowd.end();
      }
      requireRecovered(server);
      assertThat(crowd.acknowledged()).isPositive();
      server.kill();
      server.restart();
      Verdict.pass(server, history);
    }
  }

  @Test
  void callsTimeOutWhileTheDiskStandsStill() throws IOException {
    try (LoopDisk disk = LoopDisk.assume(LoopDisk.Kind.EXT4, temporary.resolve("disk"));
        Server server = Subject.OURS.start(disk.at().resolve("m1"));
        Client client = server.connect()) {
      Ledger ledger = new Ledger();
      ledger.put(client, 10, ByteString.EMPTY);
      try (LoopDisk.Frozen _ = disk.freeze()) {
        client.refuses(EtcdError.TIMEOUT, KVGrpc.getPutMethod(), Ask.put("frozen", "1").build());
      }
      requireRecovered(server);
      assertThat(client.range(Ask.range("k1")).getCount()).isEqualTo(1);
      long revision = client.revision();
      server.kill();
      server.restart();
      try (Client again = server.connect()) {
        assertThat(again.revision()).isEqualTo(revision);
      }
    }
  }

  /// A put is answered again, and soon.
  private static void requireRecovered(Server server) {
    try (Client client = server.connect()) {
      Eventually.within(
          LIMIT, () -> "a put\n" + server.logText(), () -> client.put("recovered", "1") > 0);
    }
  }
}
