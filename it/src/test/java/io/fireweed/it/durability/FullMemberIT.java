package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A member whose disk has no more space, or room for no more files; then it grows. An etcd 3.5
/// does not always find its way
/// back, so none is asked.
class FullMemberIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int PUTS_MAX = 3_000;

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"66m", "75m", "90m", "140m"})
  void keepsWhatItAcknowledgedAndGoesOnWhenThereIsSpace(String size) throws IOException {
    Path disk = Files.createDirectory(temporary.resolve("small"));
    Assumptions.assumeTrue(
        mount("size=" + size, disk).exitCode() == 0, "a tmpfs cannot be mounted here");
    List<String> acknowledged = new ArrayList<>();
    try {
      try (Server server = Subject.OURS.start(disk.resolve("m1"))) {
        fill(server, acknowledged);
      } catch (AssertionError notStarted) {
        assertThat(notStarted.getMessage()).containsIgnoringCase("no space left on device");
      }
      mount("remount,size=600m", disk);
      try (Server server = Subject.OURS.start(disk.resolve("m1"));
          Client client = server.connect()) {
        for (String key : acknowledged) {
          assertThat(client.range(Ask.range(key)).getCount()).as(key).isEqualTo(1);
        }
        client.put("after", "1");
      }
    } finally {
      ProgramRun.of(List.of("umount", disk.toString()), Map.of(), LIMIT).requireSuccess();
    }
  }

  /// What it has room for are the first few files; each snapshot is one more.
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 10, 12})
  void keepsWhatItAcknowledgedAndGoesOnWhenThereMayBeMoreFiles(int files) throws IOException {
    Path disk = Files.createDirectory(temporary.resolve("few"));
    Assumptions.assumeTrue(
        mount("size=600m,nr_inodes=" + files, disk).exitCode() == 0,
        "a tmpfs cannot be mounted here");
    Ledger ledger = new Ledger();
    Path data = disk.resolve("m1");
    try {
      try (Server server = startedFor(data, temporary.resolve("m1.log"));
          Client client = server.connect()) {
        for (int i = 0; i < 3; i++) {
          Phase.SNAPSHOT.act(client, ledger);
        }
      } catch (AssertionError notStarted) {
        assertThat(notStarted.getMessage()).containsIgnoringCase("no space left on device");
      } catch (StatusRuntimeException refused) {
        assertThat(refused.getStatus().getCode()).isNotEqualTo(Status.Code.OK);
      }
      mount("remount,nr_inodes=1000", disk).requireSuccess();
      requireKept(data, ledger);
    } finally {
      ProgramRun.of(List.of("umount", disk.toString()), Map.of(), LIMIT).requireSuccess();
    }
  }

  @Test
  void aDiskThatMayOnlyBeReadIsRefused() throws IOException {
    Path disk = Files.createDirectory(temporary.resolve("read"));
    Assumptions.assumeTrue(
        mount("size=600m", disk).exitCode() == 0, "a tmpfs cannot be mounted here");
    Ledger ledger = new Ledger();
    Path data = disk.resolve("m1");
    Path log = temporary.resolve("m1.log");
    try {
      try (Server server = startedFor(data, log);
          Client client = server.connect()) {
        ledger.put(client, 10, ByteString.EMPTY);
        server.kill();
      }
      mount("remount,ro", disk).requireSuccess();
      try (Server server = startedFor(data, log)) {
        throw new IllegalStateException("started: " + server.logText());
      } catch (AssertionError refused) {
        assertThat(refused.getMessage())
            .contains("ended with exit code 1")
            .containsIgnoringCase("read-only file system")
            .doesNotContain("\tat io.fireweed");
      }
      mount("remount,rw", disk).requireSuccess();
      requireKept(data, ledger);
    } finally {
      ProgramRun.of(List.of("umount", disk.toString()), Map.of(), LIMIT).requireSuccess();
    }
  }

  /// Puts until the member refuses or is gone.
  private static void fill(Server server, List<String> acknowledged) {
    try (Client client = server.connect()) {
      for (int i = 0; i < PUTS_MAX; i++) {
        PutRequest.Builder put =
            PutRequest.newBuilder()
                .setKey(Ask.bytes("k" + i))
                .setValue(ByteString.copyFrom(new byte[100_000]));
        client.put(put);
        acknowledged.add("k" + i);
      }
      throw new AssertionError("the disk never was full");
    } catch (StatusRuntimeException full) {
      assertThat(full.getStatus().getCode())
          .isIn(
              Status.Code.RESOURCE_EXHAUSTED,
              Status.Code.UNAVAILABLE,
              Status.Code.DEADLINE_EXCEEDED,
              Status.Code.UNKNOWN,
              Status.Code.CANCELLED);
    }
  }

  /// The file for its output stands beside the directory, and here leads to another disk.
  private static Server startedFor(Path data, Path log) throws IOException {
    Path beside = Path.of(data + ".log");
    if (!Files.isSymbolicLink(beside)) {
      Files.createSymbolicLink(beside, log);
    }
    return Subject.OURS.start(data, Phase.SNAPSHOT.flags());
  }

  private static void requireKept(Path data, Ledger ledger) {
    try (Server server = Subject.OURS.start(data);
        Client client = server.connect()) {
      ledger.check(client);
      ledger.put(client, 3, ByteString.EMPTY);
    }
  }

  private static ProgramRun mount(String options, Path at) {
    return ProgramRun.of(
        List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString()), Map.of(), LIMIT);
  }
}
