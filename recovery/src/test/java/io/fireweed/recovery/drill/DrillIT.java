package io.fireweed.recovery.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.client.UserLogin;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.drill.DrillReport.Verdict;
import io.fireweed.recovery.restore.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Drills with real etcd, and what they find in a cluster that is not as its source.
class DrillIT {
  private static final Duration HEALTH_LIMIT = Duration.ofMinutes(2);

  private static final DrillWatch NOBODY =
      new DrillWatch() {
        @Override
        public void begin(String what) {}

        @Override
        public void update(String step, long done, long total, Unit unit) {}
      };

  @TempDir Path temporary;

  private DrillReport drill(Optional<Path> source, Path etcd, Optional<UserLogin> login)
      throws IOException {
    Path parent = Files.createDirectories(temporary.resolve("work"));
    DrillReport report =
        new Drill(new LocalDisk(), NOBODY)
            .run(
                new DrillPlan(
                    source,
                    parent,
                    DrillPlan.Remains.REMOVED,
                    new DrillPlan.EtcdChoice.Given(etcd),
                    login,
                    HEALTH_LIMIT));
    try (Stream<Path> left = Files.list(parent)) {
      assertThat(left).isEmpty();
    }
    return report;
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void theBuiltInSnapshotIsServedByEtcd(String release) throws IOException {
    DrillReport report =
        drill(Optional.empty(), EtcdPrograms.assume(release).etcd(), Optional.empty());
    assertThat(report.steps())
        .allMatch(step -> step.result() instanceof StepResult.Passed)
        .anyMatch(step -> step.kind() == DrillStep.Kind.READ_API)
        .anyMatch(step -> step.kind() == DrillStep.Kind.READ_AGAIN);
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(report.adjusted().isEmpty()).isEqualTo(release.equals("3.5"));
  }

  @ParameterizedTest
  @CsvSource({
    "v34-snapshot.db, 3.4",
    "v34-snapshot.db, 3.5",
    "v35-bump/db, 3.4",
    "v35-bump/db, 3.5",
    "v34-tombstone/db, 3.5"
  })
  void aSnapshotOfTheUserIsServedByEtcd(String fixture, String release) throws IOException {
    Path etcd = EtcdPrograms.assume(release).etcd();
    Path source = Fixtures.copyFile(fixture, temporary.resolve("source.db"));
    byte[] before = Files.readAllBytes(source);
    DrillReport report = drill(Optional.of(source), etcd, Optional.empty());
    assertThat(report.steps()).allMatch(step -> step.result() instanceof StepResult.Passed);
    assertThat(Files.readAllBytes(source)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v34-auth/db", "v35-auth/db", "v37-auth/db"})
  void aSnapshotWithAuthenticationNeedsAPassword(String fixture) throws IOException {
    Path etcd = EtcdPrograms.assumeAny().getFirst().etcd();
    Path source = Fixtures.copyFile(fixture, temporary.resolve("source.db"));
    DrillReport without = drill(Optional.of(source), etcd, Optional.empty());
    assertThat(without.verdict()).isEqualTo(Verdict.PROVEN_ON_FILES);
    DrillReport with =
        drill(Optional.of(source), etcd, Optional.of(new UserLogin("root", "rootpw")));
    assertThat(with.verdict()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void aDataDirectoryIsDrilledByItsDbUnlessItsLogGoesOn() throws IOException {
    Path directory = Fixtures.copyTree("v34-single", temporary.resolve("m1.etcd"));
    Path etcd = EtcdPrograms.assumeAny().getFirst().etcd();
    DrillReport report = drill(Optional.of(directory), etcd, Optional.empty());
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    Path dirty = Fixtures.copyTree("v34-dirty", temporary.resolve("dirty.etcd"));
    assertThatThrownBy(() -> drill(Optional.of(dirty), etcd, Optional.empty()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("expected a db that holds every entry of its log");
  }

  @Test
  void aProgramThatEndsAtOnceIsUnhealthyAndItsLastWordsAreTold() throws IOException {
    Path fake =
        program("case $1 in --version) echo 'etcd Version: 3.5.30';; *) echo bye; exit 7;; esac");
    DrillReport report = drill(Optional.empty(), fake, Optional.empty());
    assertThat(report.verdict()).isEqualTo(Verdict.UNHEALTHY);
    assertThat(report.steps())
        .anyMatch(
            step ->
                step.result() instanceof StepResult.Unhealthy(String reason, List<String> log)
                    && reason.contains("exit code 7")
                    && log.contains("bye"));
  }

  @Test
  void aProgramWhosePortsAreAlwaysTakenIsGivenUp() throws IOException {
    Path fake =
        program(
            "case $1 in --version) echo 'etcd Version: 3.5.30';;"
                + " *) echo 'listen tcp: bind: address already in use'; exit 1;; esac");
    DrillReport report = drill(Optional.empty(), fake, Optional.empty());
    assertThat(report.verdict()).isEqualTo(Verdict.UNHEALTHY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 1", "echo 'etcd Version: 3.3.27'", "echo hello"})
  void aProgramThatIsNoUsableEtcdIsNotStarted(String body) throws IOException {
    DrillReport report = drill(Optional.empty(), program(body), Optional.empty());
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN_ON_FILES);
    assertThat(report.etcd()).isEmpty();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> drill(Optional.empty(), temporary.resolve("none"), Optional.empty()))
        .isInstanceOf(NotFoundException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void aClusterThatServesSomethingElseIsFoundOut(String release) throws IOException {
    EtcdProgram etcd = found(EtcdPrograms.assume(release).etcd());
    long started = System.nanoTime();
    try (Rehearsal rehearsal = new Rehearsal(temporary, TrialPorts.free());
        WorkArea area = WorkArea.open(temporary, DrillPlan.Remains.REMOVED)) {
      rehearsal.restore();
      Bytes lease = plant(rehearsal);
      Path members = temporary.resolve("members");
      TrialCluster cluster = TrialCluster.launch(etcd, rehearsal.ports, members, area);
      assertThat(cluster.awaitHealthy(HEALTH_LIMIT)).isInstanceOf(TrialCluster.Start.Healthy.class);
      ApiComparison api =
          new ApiComparison(
              rehearsal.source,
              rehearsal.facts,
              rehearsal.plan,
              Progress.NONE,
              Optional.empty(),
              started);
      StepResult result = api.compare(rehearsal.ports.members().getFirst());
      assertThat(result).isInstanceOf(StepResult.Different.class);
      if (result instanceof StepResult.Different(List<Difference> differences, _)) {
        assertThat(differences.stream().map(Difference::message))
            .anyMatch(line -> line.startsWith("key counter: expected value '10'"))
            .anyMatch(line -> line.startsWith("hashkv at revision "))
            .anyMatch(line -> line.startsWith("revision: expected 70, found 71"))
            .anyMatch(line -> line.startsWith("lease " + Long.toHexString(lease.longAt(0))));
      }
      cluster.stop();
    }
  }

  /// Changes all three members alike. {@return the lease that is gone}
  private static Bytes plant(Rehearsal rehearsal) throws IOException {
    Bytes counter = Bytes.ofUtf8("counter");
    KeyValue changed = new KeyValue(counter, 60, 69, 10, Bytes.ofUtf8("11"), 0);
    KeyValue added = new KeyValue(Bytes.ofUtf8("new"), 71, 71, 1, counter, 0);
    var leases = rehearsal.source.requireBucket(EtcdBucket.LEASE.bytes()).cursor();
    leases.first();
    Bytes lease = Bytes.of(leases.key());
    for (Placement placement : rehearsal.plan.placements()) {
      rehearsal.change(
          placement.member().name(),
          tx -> {
            var keys = tx.requireBucket(EtcdBucket.KEY.bytes());
            keys.put(RevisionKey.put(Revision.of(69)).encode(), changed.encode());
            keys.put(RevisionKey.put(Revision.of(71)).encode(), added.encode());
            tx.requireBucket(EtcdBucket.LEASE.bytes()).delete(lease);
          });
    }
    return lease;
  }

  private EtcdProgram found(Path etcd) throws IOException {
    if (EtcdProgram.search(new DrillPlan.EtcdChoice.Given(etcd), temporary)
        instanceof EtcdProgram.Search.Found(EtcdProgram program)) {
      return program;
    }
    throw new AssertionError(etcd + " tells no version");
  }

  /// {@return a shell script in the place of etcd}
  private Path program(String body) throws IOException {
    Path script = Files.writeString(temporary.resolve("etcd"), "#!/bin/sh\n" + body + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }
}
