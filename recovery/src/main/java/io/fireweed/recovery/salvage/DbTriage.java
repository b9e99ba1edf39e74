package io.fireweed.recovery.salvage;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.CheckReport;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.Finding;
import io.fireweed.format.bbolt.Meta;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.check.SchemaCheck;
import io.fireweed.format.schema.check.SchemaFinding;
import io.fireweed.format.schema.check.SchemaReport;
import io.fireweed.format.schema.hash.KeyHistory;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Decides what a db file is worth: the newest state in it of which every page and every row is
/// sound.
///
/// A member's db is judged as strictly as a snapshot: a row that etcd never writes means that the
/// state was damaged, and nobody knows what else was. Pages and rows are seen in one walk; memory
/// outside the heap grows with the number of user keys, as for [SchemaCheck].
final class DbTriage {
  private static final int SHOWN_FINDINGS = 10;

  private final Path path;
  private final List<String> damage = new ArrayList<>();
  private long claimedIndex;

  private DbTriage(Path path) {
    this.path = path;
  }

  /// Looks at a file without changing it. Damage is a result and not an exception.
  static DbEvidence look(Disk disk, Path path) throws IOException {
    if (disk.kind(path) == FileKind.ABSENT) {
      return new DbEvidence.Absent(path);
    }
    return new DbTriage(path).look(disk);
  }

  private DbEvidence look(Disk disk) {
    try (DbFile file = DbFile.open(disk, path)) {
      List<Meta> states = new ArrayList<>(List.of(file.current()));
      file.older().ifPresent(states::add);
      for (Meta state : states) {
        Optional<DbEvidence> sound = look(file, state);
        if (sound.isPresent()) {
          return sound.get();
        }
      }
    } catch (Fault damaged) {
      damage.add(String.valueOf(damaged.getMessage()));
    } catch (IOException unreadable) {
      damage.add(path + ": cannot be read: " + unreadable.getMessage());
    }
    return new DbEvidence.Damaged(path, claimedIndex, damage);
  }

  private Optional<DbEvidence> look(DbFile file, Meta state) {
    try (ReadTx tx = file.readDamaged(state);
        SchemaCheck rows = new SchemaCheck(tx)) {
      CheckReport pages = Checker.check(tx, rows);
      if (!pages.isClean()) {
        tell("pages", pages.findingCount(), pages.findings().stream().map(Finding::line).toList());
        noteClaim(tx);
        return Optional.empty();
      }
      SchemaReport report = rows.finish();
      if (report.isSound()) {
        return Optional.of(whole(tx, state));
      }
      if (lacksBucketsOnly(report) && isBlank(tx)) {
        return Optional.of(new DbEvidence.Blank(path));
      }
      tell("rows", report.errorCount(), errors(report).map(SchemaFinding::message).toList());
      noteClaim(tx);
      return Optional.empty();
    } catch (Fault damaged) {
      damage.add(String.valueOf(damaged.getMessage()));
      return Optional.empty();
    }
  }

  private DbEvidence whole(ReadTx tx, Meta state) {
    MetaRows rows = MetaRows.of(tx);
    return new DbEvidence.Whole(
        path,
        state,
        rows.consistentIndex().orElse(0),
        rows.term(),
        KeyHistory.last(tx).main(),
        members(tx),
        damage);
  }

  private void noteClaim(ReadTx tx) {
    try {
      claimedIndex = Math.max(claimedIndex, MetaRows.of(tx).consistentIndex().orElse(0));
    } catch (Fault unreadable) {
      damage.add(path + ": how far it went cannot be read: " + unreadable.getMessage());
    }
  }

  private static boolean isBlank(ReadTx tx) {
    return KeyHistory.last(tx).equals(Revision.ZERO)
        && MetaRows.of(tx).consistentIndex().isEmpty()
        && MetaRows.of(tx).term().isEmpty();
  }

  private static boolean lacksBucketsOnly(SchemaReport report) {
    return errors(report).allMatch(SchemaFinding.MissingBucket.class::isInstance);
  }

  private static Stream<SchemaFinding> errors(SchemaReport report) {
    return report.findings().stream()
        .filter(finding -> finding.severity() == SchemaFinding.Severity.ERROR);
  }

  private void tell(String what, long count, List<String> lines) {
    for (String line : lines.subList(0, Math.min(lines.size(), SHOWN_FINDINGS))) {
      damage.add(line.startsWith(path.toString()) ? line : path + ": " + line);
    }
    if (count > SHOWN_FINDINGS) {
      damage.add(
          "%s: %d more errors in its %s; all of them: fireweed verify %s"
              .formatted(path, count - SHOWN_FINDINGS, what, path));
    }
  }

  private static Set<Long> members(ReadTx tx) {
    Set<Long> ids = new TreeSet<>();
    for (EtcdBucket name : List.of(EtcdBucket.MEMBERS, EtcdBucket.MEMBERS_REMOVED)) {
      Optional<Bucket> bucket = tx.findBucket(name.bytes());
      if (bucket.isEmpty()) {
        continue;
      }
      Cursor rows = bucket.get().cursor();
      while (rows.next()) {
        String hex = Bytes.of(rows.key()).toUtf8();
        MemberId.findHex(hex).ifPresent(id -> ids.add(id.value()));
      }
    }
    return ids;
  }
}
