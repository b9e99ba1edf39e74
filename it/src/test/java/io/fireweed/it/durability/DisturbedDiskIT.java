package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A running member whose disk starts to answer otherwise than with success.
class DisturbedDiskIT {
  private static final int ROUNDS = Boolean.getBoolean("slow") ? 40 : 1;
  private static final int OPEN_FILES_MAX = 300;
  private static final String FIRST_SEGMENT = "member/wal/0000000000000000-0000000000000000.wal";

  @TempDir Path temporary;

  @BeforeAll
  static void assumeTool() {
    Traced.assumeTool();
  }

  /// A call that did less, or nothing, and says so, is made again.
  @ParameterizedTest
  @ValueSource(strings = {"error=EINTR", "retval=0"})
  void anInterruptedCallIsRepeated(String how) throws IOException {
    String calls = how.startsWith("error") ? "pwrite64,fdatasync,fsync" : "pwrite64";
    Path folder = Files.createTempDirectory(temporary, "repeat");
    Ledger ledger = new Ledger();
    try (Server server = Subject.OURS.start(folder.resolve("m1"), Phase.SNAPSHOT.flags());
        Client client = server.connect()) {
      ledger.put(client, 5, ByteString.EMPTY);
      try (Tracer _ = Tracer.attach(server.pid(), calls, how + ":when=2+3", folder)) {
        Phase.SNAPSHOT.act(client, ledger);
        ledger.check(client);
      }
      Salvaged.equalsServed(server, folder);
    }
    requireKept(folder.resolve("m1"), ledger);
  }

  /// What failed once may be gone although a later attempt succeeds: so there is none.
  @ParameterizedTest
  @CsvSource({
    "pwrite64, EDQUOT",
    "pwrite64, EROFS",
    "pwrite64, EIO",
    "fdatasync, EDQUOT",
    "openat, EMFILE",
    "openat, ENOSPC"
  })
  void aCallThatFailsTakesNothingBack(String call, String error) {
    SeededRandom.check(ROUNDS, random -> fail(random, call, error));
  }

  private void fail(Random random, String call, String error) throws IOException {
    Path folder = Files.createTempDirectory(temporary, "fail");
    Path data = folder.resolve("m1");
    int at = 1 + random.nextInt(8);
    Ledger ledger = new Ledger();
    try (Server server = Subject.OURS.start(data, Phase.SNAPSHOT.flags());
        Client client = server.connect()) {
      ledger.put(client, 5, ByteString.EMPTY);
      try (Tracer _ = Tracer.attach(server.pid(), call, "error=" + error + ":when=" + at, folder)) {
        Phase.SNAPSHOT.act(client, ledger);
        Phase.SNAPSHOT.act(client, ledger);
      } catch (StatusRuntimeException refused) {
        assertThat(server.logText()).as("%s %s at %d", call, error, at).doesNotContain("\tat io.");
      }
      server.kill();
    } catch (AssertionError e) {
      throw new AssertionError(call + " " + error + " at " + at + ": " + e.getMessage(), e);
    }
    requireKept(data, ledger);
  }

  /// Clients that connect and say nothing take every descriptor there is.
  @Test
  void runningOutOfOpenFilesLosesNothing() throws IOException {
    Path folder = Files.createTempDirectory(temporary, "files");
    Path data = folder.resolve("m1");
    Ledger ledger = new Ledger();
    List<Socket> silent = new ArrayList<>();
    try (Server server =
            Subject.OURS.attach(
                RealEtcd.start(
                    Traced.withOpenFiles(Subject.OURS.programs(), OPEN_FILES_MAX, folder),
                    data,
                    Phase.SNAPSHOT.flags()));
        Client client = server.connect()) {
      ledger.put(client, 5, ByteString.EMPTY);
      URI url = URI.create(server.url());
      for (int i = 0; i < OPEN_FILES_MAX; i++) {
        silent.add(new Socket(url.getHost(), url.getPort()));
      }
      Phase.SNAPSHOT.act(client, ledger);
      for (Socket socket : silent) {
        socket.close();
      }
      try (Client another = server.connect()) {
        ledger.check(another);
      }
      server.kill();
    } catch (StatusRuntimeException ended) {
      assertThat(Files.readString(Path.of(data + ".log"))).contains("oo many open files");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
    requireKept(data, ledger);
  }

  /// A disk that says it wrote and did not: noticed at the next start, if not before.
  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void aWriteToTheLogThatWasNoneIsToldOrDoesNoHarm(int bytes) throws IOException {
    Path folder = Files.createTempDirectory(temporary, "lie");
    Path data = folder.resolve("m1");
    Ledger ledger = new Ledger();
    try (Server server = Subject.OURS.start(data);
        Client client = server.connect()) {
      ledger.put(client, 5, ByteString.EMPTY);
      try (Tracer _ =
          Tracer.attach(
              server.pid(),
              "pwrite64",
              "retval=" + bytes + ":when=3",
              folder,
              "-P",
              data.resolve(FIRST_SEGMENT).toString())) {
        ledger.put(client, 20, ByteString.EMPTY);
      }
      server.kill();
    }
    try (Server server = Subject.OURS.start(data);
        Client client = server.connect()) {
      ledger.check(client);
    } catch (AssertionError refused) {
      assertThat(refused.getMessage())
          .contains("ended with exit code 1", "fireweed salvage")
          .doesNotContain("\tat io.fireweed");
    }
  }

  private static void requireKept(Path data, Ledger ledger) {
    try (Server server = Subject.OURS.start(data);
        Client client = server.connect()) {
      ledger.check(client);
      ledger.put(client, 3, ByteString.EMPTY);
    }
  }
}
