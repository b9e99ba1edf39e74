package io.fireweed.recovery.drill;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.Finding;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.schema.ClusterKey;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.check.SchemaFinding;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.format.schema.hash.StatusHash;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.restore.NewMember;
import io.fireweed.recovery.restore.PeerUrl;
import io.fireweed.recovery.restore.Placement;
import io.fireweed.recovery.restore.RestorePlan;
import io.fireweed.recovery.verify.Verification;
import io.fireweed.recovery.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Holds the db of a restored member against the source: structure, hashes, every row.
///
/// | rows | expected |
/// |---|---|
/// | `members` | one for each new member |
/// | `members_removed` | none |
/// | `meta/consistent_index`, `meta/term` | number of members, 1 |
/// | those that stand in the way of the release in use | as they are, or changed and told |
/// | all others | as in the source, byte for byte |
final class FileComparison {
  private static final long TERM = 1;

  /// Rows that a restore may change to fit a release.
  private static final List<Bytes> FITTED_META =
      List.of(MetaKey.STORAGE_VERSION.bytes(), MetaKey.TERM.bytes(), MetaKey.CONF_STATE.bytes());

  private static final List<Bytes> FITTED_CLUSTER =
      List.of(ClusterKey.CLUSTER_VERSION.bytes(), ClusterKey.DOWNGRADE.bytes());

  private final Disk disk;
  private final ReadTx source;
  private final SourceFacts facts;
  private final RestorePlan plan;
  private final Progress progress;

  FileComparison(Disk disk, ReadTx source, SourceFacts facts, RestorePlan plan, Progress progress) {
    this.disk = disk;
    this.source = source;
    this.facts = facts;
    this.plan = plan;
    this.progress = progress;
  }

  /// What a comparison has shown.
  ///
  /// @param status the hash over all rows, which all members must share
  /// @param adjusted rows changed to fit the release, each in one line
  record Compared(
      StepResult result, Optional<StatusHash> status, long rowCount, List<String> adjusted) {}

  /// {@return how the restored db of a member compares}
  Compared compare(Placement placement) throws IOException {
    Differences differences = new Differences();
    List<String> adjusted = new ArrayList<>();
    Path path = placement.places().db();
    try {
      VerifyReport report = Verification.of(disk, path);
      damage(report, differences);
      if (!differences.isEmpty()) {
        return new Compared(differences.result(""), Optional.empty(), 0, List.of());
      }
      try (DbFile db = DbFile.open(disk, path);
          ReadTx restored = db.read()) {
        HashKv hashKv = report.hashKv().orElseGet(() -> HashKv.computeCurrent(restored));
        compareHash(facts.hashKv(), hashKv, differences);
        long rows = compareRows(placement.member().name(), restored, differences, adjusted);
        String equal = "equal: %d rows, %s".formatted(rows, hash(hashKv));
        return new Compared(differences.result(equal), report.status(), rows, adjusted);
      }
    } catch (CorruptException | NotFoundException damage) {
      differences.add(new Difference.Damage(String.valueOf(damage.getMessage())));
      return new Compared(differences.result(""), Optional.empty(), 0, List.of());
    }
  }

  /// {@return how a db that a real etcd has worked on compares: history, users and roles}
  StepResult compareAfterUse(Path path) throws IOException {
    Differences differences = new Differences();
    try {
      damage(Verification.of(disk, path), differences);
      if (!differences.isEmpty()) {
        return differences.result("");
      }
      try (DbFile db = DbFile.open(disk, path);
          ReadTx used = db.read()) {
        HashKv hashKv = HashKv.compute(used, facts.revision());
        compareHash(facts.hashKv(), hashKv, differences);
        BucketComparison rows =
            new BucketComparison("comparing users", facts.userCount(), progress, differences);
        for (EtcdBucket bucket :
            List.of(EtcdBucket.AUTH, EtcdBucket.AUTH_ROLES, EtcdBucket.AUTH_USERS)) {
          if (source.findBucket(bucket.bytes()).isPresent()) {
            rows.compare(bucket.bytes(), source, used);
          }
        }
        return differences.result("equal: sound, " + hash(hashKv));
      }
    } catch (CorruptException | NotFoundException damage) {
      differences.add(new Difference.Damage(String.valueOf(damage.getMessage())));
      return differences.result("");
    }
  }

  static void compareHash(HashKv expected, HashKv found, Differences differences) {
    differences.compare("revision", expected.hashRevision(), found.hashRevision());
    differences.compare("compact revision", expected.compactRevision(), found.compactRevision());
    differences.compare("hashkv", hex(expected), hex(found));
  }

  static String hash(HashKv hashKv) {
    return "hashkv %s at revision %d".formatted(hex(hashKv), hashKv.hashRevision());
  }

  private static String hex(HashKv hashKv) {
    return "%08x".formatted(hashKv.hash());
  }

  private static void damage(VerifyReport report, Differences differences) {
    for (Finding finding : report.structure().findings()) {
      differences.add(new Difference.Damage(finding.message()));
    }
    report.schema().stream()
        .flatMap(schema -> schema.findings().stream())
        .filter(finding -> finding.severity() == SchemaFinding.Severity.ERROR)
        .forEach(finding -> differences.add(new Difference.Damage(finding.message())));
  }

  private long compareRows(
      String member, ReadTx restored, Differences differences, List<String> adjusted) {
    BucketComparison rows =
        new BucketComparison(
            "comparing rows of " + member, facts.status().rowCount(), progress, differences);
    TreeSet<Bytes> names = new TreeSet<>(source.bucketNames());
    names.addAll(restored.bucketNames());
    for (Bytes name : names) {
      Optional<EtcdBucket> bucket = EtcdBucket.find(name);
      if (bucket.isEmpty()) {
        rows.compare(name, source, restored);
        continue;
      }
      switch (bucket.get()) {
        case MEMBERS -> rows.compare(name, members(), restored);
        case MEMBERS_REMOVED -> rows.compare(name, new TreeMap<>(), restored);
        case META -> rows.compare(name, meta(restored, adjusted), restored);
        case CLUSTER ->
            rows.compare(name, fitted(bucket.get(), FITTED_CLUSTER, restored, adjusted), restored);
        case ALARM -> rows.compare(name, fittedAlarms(restored, adjusted), restored);
        case KEY, LEASE, AUTH, AUTH_ROLES, AUTH_USERS -> rows.compare(name, source, restored);
      }
    }
    return rows.rowCount();
  }

  private SortedMap<Bytes, Bytes> members() {
    SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    for (NewMember member : plan.cluster().members()) {
      List<String> urls = member.peerUrls().stream().map(PeerUrl::text).toList();
      MemberRow row = MemberRow.voter(member.id(), urls, member.name());
      rows.put(row.key(), row.value());
    }
    return rows;
  }

  private SortedMap<Bytes, Bytes> meta(ReadTx restored, List<String> adjusted) {
    SortedMap<Bytes, Bytes> rows = fitted(EtcdBucket.META, FITTED_META, restored, adjusted);
    long index = plan.cluster().members().size();
    rows.put(MetaKey.CONSISTENT_INDEX.bytes(), MetaRows.encodeNumber(index));
    boolean keepsTerm =
        !plan.fit().equals(Optional.of(EtcdRelease.V3_4))
            || rows(restored, EtcdBucket.META).containsKey(MetaKey.TERM.bytes());
    if (keepsTerm) {
      rows.put(MetaKey.TERM.bytes(), MetaRows.encodeNumber(TERM));
    }
    return rows;
  }

  /// {@return the source's rows, with those that were changed to fit the release as they are now}
  private SortedMap<Bytes, Bytes> fitted(
      EtcdBucket bucket, List<Bytes> mayChange, ReadTx restored, List<String> adjusted) {
    SortedMap<Bytes, Bytes> expected = rows(source, bucket);
    if (plan.fit().isEmpty()) {
      return expected;
    }
    SortedMap<Bytes, Bytes> found = rows(restored, bucket);
    for (Bytes key : mayChange) {
      Bytes before = expected.getOrDefault(key, Bytes.EMPTY);
      Bytes after = found.getOrDefault(key, Bytes.EMPTY);
      boolean isTerm = bucket == EtcdBucket.META && key.equals(MetaKey.TERM.bytes());
      if (before.isEmpty() || before.equals(after) || (isTerm && !after.isEmpty())) {
        continue;
      }
      if (after.isEmpty()) {
        expected.remove(key);
        String value = key.equals(MetaKey.TERM.bytes()) ? "" : " " + before;
        adjusted.add(bucket.label() + "/" + key + value + " removed");
      } else {
        expected.put(key, after);
        adjusted.add(bucket.label() + "/" + key + " " + before + " changed to " + after);
      }
    }
    return expected;
  }

  /// Alarms of members that are gone may be gone too.
  private SortedMap<Bytes, Bytes> fittedAlarms(ReadTx restored, List<String> adjusted) {
    SortedMap<Bytes, Bytes> expected = rows(source, EtcdBucket.ALARM);
    if (plan.fit().isPresent()) {
      SortedMap<Bytes, Bytes> found = rows(restored, EtcdBucket.ALARM);
      long before = expected.size();
      expected.keySet().removeIf(key -> !found.containsKey(key));
      if (expected.size() < before) {
        adjusted.add("alarms of members that are gone removed: " + (before - expected.size()));
      }
    }
    return expected;
  }

  private static SortedMap<Bytes, Bytes> rows(ReadTx tx, EtcdBucket bucket) {
    SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    Optional<Bucket> found = tx.findBucket(bucket.bytes());
    if (found.isPresent()) {
      Cursor cursor = found.get().cursor();
      while (cursor.next()) {
        rows.put(Bytes.of(cursor.key()), Bytes.of(cursor.value()));
      }
    }
    return rows;
  }
}
