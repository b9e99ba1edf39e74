package io.fireweed.recovery.drill;

import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.UnavailableException;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.SnapshotImage.Digest;
import io.fireweed.format.schema.check.SchemaFinding;
import io.fireweed.format.schema.hash.StatusHash;
import io.fireweed.recovery.restore.MembersFile;
import io.fireweed.recovery.restore.Placement;
import io.fireweed.recovery.restore.Proof;
import io.fireweed.recovery.restore.Restore;
import io.fireweed.recovery.restore.RestoreOutcome;
import io.fireweed.recovery.restore.RestorePlan;
import io.fireweed.recovery.salvage.Survivor;
import io.fireweed.recovery.verify.Verification;
import io.fireweed.recovery.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One drill, from the source to the report.
final class DrillRun {
  private static final int ATTEMPTS_MAX = 3;
  private static final int FINDINGS_TOLD = 10;

  private final Disk disk;
  private final DrillWatch watch;
  private final DrillPlan plan;
  private final WorkArea area;
  private final long startNanos = System.nanoTime();
  private final List<DrillStep> steps = new ArrayList<>();
  private final Set<String> adjusted = new LinkedHashSet<>();
  private String origin = "";
  private Optional<SourceFacts> facts = Optional.empty();
  private Optional<EtcdProgram> etcd = Optional.empty();

  DrillRun(Disk disk, DrillWatch watch, DrillPlan plan, WorkArea area) {
    this.disk = disk;
    this.watch = watch;
    this.plan = plan;
    this.area = area;
  }

  DrillReport run() throws IOException {
    Path source = placeSource();
    EtcdProgram.Search search = EtcdProgram.search(plan.etcd(), area.directory());
    watch.begin("verifying the source");
    long start = System.nanoTime();
    VerifyReport verified = Verification.of(disk, source);
    if (!verified.isSound() || verified.status().isEmpty() || verified.hashKv().isEmpty()) {
      add(DrillStep.Kind.VERIFY, "", damaged(verified), start);
      return report();
    }
    try (DbFile db = DbFile.open(disk, source);
        ReadTx tx = db.read()) {
      SourceFacts told =
          SourceFacts.of(
              tx, verified.hashKv().get(), verified.status().get(), verified.isDigestProven());
      facts = Optional.of(told);
      add(DrillStep.Kind.VERIFY, "", judge(told), start);
      Proof proof = told.digestProven() ? Proof.DIGEST : Proof.STRUCTURE;
      switch (search) {
        case EtcdProgram.Search.Unusable(String reason) -> {
          RestorePlan restore = planFor(source, proof, TrialPorts.onPaper(), 1);
          restoreAndCompare(restore, tx, told);
          add(DrillStep.Kind.START, "", new StepResult.Skipped(reason), System.nanoTime());
        }
        case EtcdProgram.Search.Found(EtcdProgram program) -> {
          switch (program.maker()) {
            case ETCD -> {
              etcd = Optional.of(program);
              tryWith(program, source, proof, tx, told);
            }
            case FIREWEED -> {
              RestorePlan three = planFor(source, proof, TrialPorts.onPaper(), 1);
              boolean equal = restoreAndCompare(three, tx, told);
              etcd = Optional.of(program);
              if (equal) {
                tryWith(program, source, proof, tx, told);
              } else {
                skipStart();
              }
            }
          }
        }
      }
    }
    return report();
  }

  private DrillReport report() {
    Optional<Path> kept =
        switch (plan.remains()) {
          case KEPT -> Optional.of(area.directory());
          case REMOVED -> Optional.empty();
        };
    return new DrillReport(
        origin, facts, etcd, steps, List.copyOf(adjusted), kept, since(startNanos));
  }

  /// {@return the file to restore}
  private Path placeSource() throws IOException {
    if (plan.source().isEmpty()) {
      BuiltInSnapshot builtIn = BuiltInSnapshot.load();
      Path file = area.directory().resolve("snapshot.db");
      builtIn.writeTo(file);
      origin = "built-in snapshot, saved from etcd " + builtIn.etcd();
      return file;
    }
    Path given = plan.source().get();
    if (disk.kind(given) != FileKind.DIRECTORY) {
      origin = given.toString();
      return given;
    }
    MemberDir member = MemberDir.of(given);
    if (disk.kind(member.db()) != FileKind.REGULAR) {
      throw new NotFoundException(
          "open " + member.db() + ": the db of a member expected, found none",
          "name a snapshot file, a copied db, or the data directory of a member");
    }
    member.requireFree(disk);
    Survivor.look(disk, 0, member).requireNothingBehindTheDb();
    origin = member.db().toString();
    return member.db();
  }

  private static StepResult damaged(VerifyReport report) {
    List<String> findings = new ArrayList<>();
    if (report.digest() instanceof Digest.Invalid(var stored, var computed)) {
      findings.add("sha256 expected " + stored.toHex() + " as stored, found " + computed.toHex());
    }
    report.structure().findings().forEach(finding -> findings.add(finding.message()));
    report.schema().stream()
        .flatMap(schema -> schema.findings().stream())
        .filter(finding -> finding.severity() == SchemaFinding.Severity.ERROR)
        .forEach(finding -> findings.add(finding.message()));
    return new StepResult.Damaged(
        "damaged: nothing was restored", findings.stream().limit(FINDINGS_TOLD).toList());
  }

  private StepResult judge(SourceFacts told) throws IOException {
    Differences differences = new Differences();
    String vouched = told.digestProven() ? "sound, sha256 right" : "sound, no sha256 to check";
    if (plan.source().isEmpty()) {
      BuiltInSnapshot.load().compare(told, differences);
      vouched = "sound, sha256 right, as its etcd said";
    }
    return differences.result(vouched);
  }

  private RestorePlan planFor(Path source, Proof proof, TrialPorts ports, int attempt) {
    MembersFile members = MembersFile.ofPairs(ports.pairs(), Drill.TOKEN);
    String folder = ports.isForOne() ? "alone" : "members";
    Path directory = area.directory().resolve(attempt == 1 ? folder : folder + "-" + attempt);
    RestorePlan restore = RestorePlan.ofAll(source, members, directory, proof);
    return etcd.isPresent()
        ? restore.fitting(etcd.get().release())
        : restore.withRelease(EtcdRelease.V3_7);
  }

  private static Path membersDirectory(RestorePlan restore) {
    Path first = restore.placements().getFirst().places().dataDir();
    return Optional.ofNullable(first.getParent()).orElseThrow();
  }

  /// {@return whether the files are as they must be}
  private boolean restoreAndCompare(RestorePlan restore, ReadTx tx, SourceFacts told)
      throws IOException {
    boolean alone = restore.placements().size() == 1;
    watch.begin(alone ? "restoring one member" : "restoring three members");
    long start = System.nanoTime();
    disk.createDirectories(membersDirectory(restore));
    RestoreOutcome outcome = new Restore(disk, watch).execute(restore);
    if (!(outcome instanceof RestoreOutcome.Restored(var report))) {
      throw new CorruptException(
          restore.source()
              + ": a snapshot that stays as it is expected, found it changed meanwhile");
    }
    add(
        alone ? DrillStep.Kind.RESTORE_ONE : DrillStep.Kind.RESTORE,
        "",
        new StepResult.Passed(
            "built once, placed "
                + (alone ? "once" : report.plan().placements().size() + " times")),
        start);
    FileComparison files = new FileComparison(disk, tx, told, restore, watch);
    LogComparison logs = new LogComparison(disk, restore);
    Optional<StatusHash> first = Optional.empty();
    boolean equal = true;
    for (Placement placement : restore.placements()) {
      String name = placement.member().name();
      watch.begin("comparing every row of " + name);
      long began = System.nanoTime();
      FileComparison.Compared compared = files.compare(placement);
      adjusted.addAll(compared.adjusted());
      StepResult result = compared.result();
      if (first.isEmpty()) {
        first = compared.status();
      } else if (!compared.status().equals(first) && result instanceof StepResult.Passed) {
        Differences differences = new Differences();
        differences.compare("status hash of all members", first, compared.status());
        result = differences.result("");
      }
      add(DrillStep.Kind.READ_FILES, name, result, began);
      long logBegan = System.nanoTime();
      StepResult log = logs.compare(placement);
      add(DrillStep.Kind.READ_LOG, name, log, logBegan);
      equal &= result instanceof StepResult.Passed && log instanceof StepResult.Passed;
    }
    return equal;
  }

  private void tryWith(EtcdProgram program, Path source, Proof proof, ReadTx tx, SourceFacts told)
      throws IOException {
    int before = steps.size();
    for (int attempt = 1; ; attempt++) {
      TrialPorts ports =
          switch (program.maker()) {
            case ETCD -> TrialPorts.free();
            case FIREWEED -> TrialPorts.freeForOne();
          };
      RestorePlan restore = planFor(source, proof, ports, attempt);
      if (!restoreAndCompare(restore, tx, told)) {
        skipStart();
        return;
      }
      watch.begin("waiting for members of etcd " + program.version() + " to be healthy");
      long start = System.nanoTime();
      Path directory = membersDirectory(restore);
      TrialCluster cluster = TrialCluster.launch(program, ports, directory, area);
      boolean again = false;
      switch (cluster.awaitHealthy(plan.healthLimit())) {
        case TrialCluster.Start.Healthy() -> {
          add(DrillStep.Kind.START, "", healthy(program), start);
          readBack(cluster, ports, restore, tx, told, start);
          return;
        }
        case TrialCluster.Start.Failed(StepResult.Unhealthy result) ->
            add(DrillStep.Kind.START, "", result, start);
        case TrialCluster.Start.PortTaken() -> again = attempt < ATTEMPTS_MAX;
      }
      StepResult stopped = cluster.stop();
      if (!again) {
        if (steps.getLast().kind() != DrillStep.Kind.START) {
          add(
              DrillStep.Kind.START,
              "",
              new StepResult.Unhealthy(
                  "no free port was left to it in " + ATTEMPTS_MAX + " attempts", List.of()),
              start);
        }
        add(DrillStep.Kind.STOP, "", stopped, System.nanoTime());
        return;
      }
      steps.subList(before, steps.size()).clear();
    }
  }

  private void skipStart() {
    StepResult why = new StepResult.Skipped("the files differ already");
    add(DrillStep.Kind.START, "", why, System.nanoTime());
  }

  private static StepResult healthy(EtcdProgram program) {
    String words = "healthy: etcd " + program.version();
    return switch (program.maker()) {
      case ETCD -> new StepResult.Passed(words);
      case FIREWEED -> new StepResult.Narrowed(words + " of Fireweed, one member for three");
    };
  }

  private void readBack(
      TrialCluster cluster,
      TrialPorts ports,
      RestorePlan restore,
      ReadTx tx,
      SourceFacts told,
      long startedNanos)
      throws IOException {
    try {
      ApiComparison api = new ApiComparison(tx, told, restore, watch, plan.login(), startedNanos);
      for (TrialPorts.Member member : ports.members()) {
        watch.begin("reading " + member.name() + " back through the API");
        long start = System.nanoTime();
        add(DrillStep.Kind.READ_API, member.name(), readBack(api, member), start);
      }
    } finally {
      watch.begin("stopping etcd");
      long start = System.nanoTime();
      add(DrillStep.Kind.STOP, "", cluster.stop(), start);
    }
    FileComparison files = new FileComparison(disk, tx, told, restore, watch);
    for (Placement placement : restore.placements()) {
      watch.begin("comparing the files of " + placement.member().name() + " again");
      long start = System.nanoTime();
      StepResult result = files.compareAfterUse(placement.places().db());
      add(DrillStep.Kind.READ_AGAIN, placement.member().name(), result, start);
    }
  }

  private static StepResult readBack(ApiComparison api, TrialPorts.Member member) {
    try {
      return api.compare(member);
    } catch (UnavailableException e) {
      return new StepResult.Unhealthy(String.valueOf(e.getMessage()), List.of());
    } catch (NotFoundException e) {
      Differences differences = new Differences();
      differences.add(new Difference.Damage(String.valueOf(e.getMessage())));
      return differences.result("");
    }
  }

  private void add(DrillStep.Kind kind, String member, StepResult result, long startNanos) {
    steps.add(new DrillStep(kind, member, result, since(startNanos)));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
