package io.fireweed.it.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.it.served.Subject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `fireweed drill` as a process: what it prints, how it ends, what it leaves.
class DrillCommandIT {
  private static final Duration RUN_LIMIT = Duration.ofMinutes(4);
  private static final int INTERRUPTED = 143;
  private static final int KILLED = 137;

  @TempDir Path temporary;
  private Path work;

  @BeforeEach
  void makeWorkDirectory() throws IOException {
    work = Files.createDirectory(temporary.resolve("work"));
  }

  private List<String> command(String... words) {
    List<String> all = new ArrayList<>(List.of("drill", "--work-dir=" + work));
    all.addAll(List.of(words));
    return Programs.command("fireweed.Fireweed", all);
  }

  private ProgramRun drill(String... words) {
    return ProgramRun.of(command(words), Map.of(), RUN_LIMIT);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void withoutEtcdTheFilesAreProvenAndTheRestIsSaidToBeSkipped() throws IOException {
    ProgramRun run = ProgramRun.of(command(), Map.of("PATH", ""), RUN_LIMIT);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("skipped: no etcd on the PATH")
        .contains("PROVEN ON FILES")
        .contains("no etcd was started on them");
    assertThat(names(work)).isEmpty();
  }

  @Test
  void withOurOwnEtcdOneMemberIsProvenAndSaidToBeOne() throws IOException {
    Path etcd = Subject.OURS.programs().etcd();
    List<String> command = new ArrayList<>(command());
    command.add(1, "-Dfireweed.programs=" + Objects.requireNonNull(etcd.getParent()));
    ProgramRun run = ProgramRun.of(command, Map.of("PATH", ""), RUN_LIMIT);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("restore three members")
        .contains("restore one member")
        .contains("of Fireweed, one member for three")
        .contains("read back by API")
        .contains("PROVEN ON ONE MEMBER")
        .contains("The three were not started together")
        .doesNotContain("skipped");
    assertThat(names(work)).isEmpty();

    ProgramRun named = drill("--etcd=" + etcd, "--write-out=json");
    assertThat(named.out()).startsWith("{\"verdict\":\"proven_on_one_member\"");
    assertThat(named.out()).contains("\"step\":\"start\",\"member\":\"\",\"result\":\"narrowed\"");
  }

  @Test
  void jsonTellsEveryStep() {
    ProgramRun run = drill("--etcd=none", "-w", "json");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out().lines()).hasSize(1);
    assertThat(run.out())
        .startsWith("{\"verdict\":\"proven_on_files\",\"source\":{\"origin\":\"built-in snapshot")
        .contains("\"revision\":70,\"compact_revision\":30,\"hashkv\":1430871226,")
        .contains("{\"step\":\"verify\",\"member\":\"\",\"result\":\"passed\",")
        .contains("{\"step\":\"read_files\",\"member\":\"m3\",\"result\":\"passed\",")
        .contains("{\"step\":\"start\",\"member\":\"\",\"result\":\"skipped\",")
        .doesNotContain("\"kept\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void withEtcdEverythingIsProven(String release) throws IOException {
    EtcdPrograms programs = EtcdPrograms.assume(release);
    ProgramRun run = drill("--etcd=" + programs.etcd());
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("etcd      " + programs.version())
        .contains("verdict   PROVEN: ")
        .doesNotContain("skipped");
    assertThat(names(work)).isEmpty();
  }

  @Test
  void whatIsKeptCanBeUsed() throws IOException {
    ProgramRun run = drill("--etcd=none", "--keep");
    assertThat(run.exitCode()).as("%s", run).isZero();
    Path kept = work.resolve(names(work).getFirst());
    assertThat(run.out()).contains("kept      " + kept);
    assertThat(names(kept.resolve("members"))).containsExactly("m1", "m2", "m3");
    Path db = kept.resolve("members/m2/member/snap/db");
    ProgramRun again = drill(db.toString(), "--etcd=none");
    assertThat(again.exitCode()).as("%s", again).isZero();
  }

  @Test
  void aDamagedSourceIsTold() throws IOException {
    Path source = Fixtures.copyFile("v34-snapshot.db", temporary.resolve("backup.db"));
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.seek(9000);
      file.write('X');
    }
    ProgramRun run = drill(source.toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("sha256 expected ").contains("verdict   DAMAGED");
    assertThat(names(work)).isEmpty();
    Files.write(source, new byte[4096]);
    ProgramRun none = drill(source.toString());
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.err()).startsWith("Error: ").doesNotContain("\tat ");
  }

  @Test
  void whatIsNotThereIsNotFound() throws IOException {
    for (String word : List.of("no-such-file.db", "--etcd=/no/such/etcd")) {
      ProgramRun run = drill(word);
      assertThat(run.exitCode()).as("%s", run).isEqualTo(5);
      assertThat(run.err()).startsWith("Error: open ");
    }
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    assertThat(drill(empty.toString()).exitCode()).isEqualTo(5);
    assertThat(names(work)).isEmpty();
  }

  @Test
  void aFullDiskLeavesNothing() throws IOException {
    ProgramRun mount =
        ProgramRun.of(
            List.of("mount", "-t", "tmpfs", "-o", "size=384k", "tmpfs", work.toString()),
            Map.of(),
            RUN_LIMIT);
    Assumptions.assumeTrue(mount.exitCode() == 0, "a tmpfs cannot be mounted here");
    try {
      ProgramRun run = drill("--etcd=none");
      assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
      assertThat(run.err()).contains("No space left on device").doesNotContain("\tat ");
      assertThat(names(work)).isEmpty();
    } finally {
      ProgramRun.of(List.of("umount", work.toString()), Map.of(), RUN_LIMIT);
    }
  }

  /// The moment is that in which the members have been started, and others around it.
  @ParameterizedTest
  @ValueSource(longs = {-400, -100, 0, 100, 300, 1000})
  void anInterruptedDrillLeavesNoProcessAndNoDirectory(long millisAfterStart) throws Exception {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getFirst();
    List<String> command = command("--etcd=" + programs.etcd());
    Path output = temporary.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (millisAfterStart < 0) {
      Thread.sleep(500 + millisAfterStart);
    } else {
      Eventually.within(
          RUN_LIMIT, () -> "etcd started", () -> !members().isEmpty() || !process.isAlive());
      Thread.sleep(millisAfterStart);
    }
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isIn(INTERRUPTED, millisAfterStart > 0 ? 0 : INTERRUPTED);
    requireNoProcess();
    assertThat(names(work)).isEmpty();
    if (process.exitValue() != 0) {
      assertThat(Files.readString(output)).doesNotContain("Error");
    }
  }

  @Test
  void aKilledDrillLeavesNoProcess() throws Exception {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getFirst();
    Process process =
        new ProcessBuilder(command("--etcd=" + programs.etcd()))
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve("output").toFile())
            .start();
    Eventually.within(RUN_LIMIT, () -> "three members", () -> members().size() >= 3);
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(KILLED);
    try {
      requireNoProcess();
    } finally {
      members().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }
  }

  private void requireNoProcess() {
    Eventually.within(RUN_LIMIT, () -> "no process, found " + members(), () -> members().isEmpty());
  }

  /// {@return the processes whose command names the work directory}
  private List<Long> members() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(
              handle ->
                  handle
                      .info()
                      .arguments()
                      .map(words -> Stream.of(words).anyMatch(this::isDataDir))
                      .orElse(false))
          .map(ProcessHandle::pid)
          .toList();
    }
  }

  private boolean isDataDir(String word) {
    return word.startsWith("--data-dir=" + work);
  }
}
