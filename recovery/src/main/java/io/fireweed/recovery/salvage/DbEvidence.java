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
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.SnapshotImage;
import io.fireweed.format.schema.check.SchemaCheck;
import io.fireweed.format.schema.check.SchemaReport;
import io.fireweed.format.schema.hash.KeyHistory;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// What a db file is worth as a state to start from.
public sealed interface DbEvidence {
  Path path();

  /// There is no such file.
  record Absent(Path path) implements DbEvidence {}

  /// Neither the newest state nor the one before it is whole.
  ///
  /// @param damage one line for each finding
  record Damaged(Path path, List<String> damage) implements DbEvidence {
    public Damaged {
      damage = List.copyOf(damage);
    }
  }

  /// A whole state.
  ///
  /// @param meta which of the two states of the file it is
  /// @param index last raft entry it reflects
  /// @param term raft term of that entry, where the release stores it
  /// @param revision newest revision in the `key` bucket, 0 if it is empty
  /// @param members ids of the members it names, removed ones included
  /// @param damage why a newer state of the same file was passed over; empty if none was
  record Whole(
      Path path,
      Meta meta,
      long index,
      OptionalLong term,
      long revision,
      Set<Long> members,
      List<String> damage)
      implements DbEvidence {
    public Whole {
      members = Set.copyOf(members);
      damage = List.copyOf(damage);
    }
  }

  /// Looks at a file without changing it. Damage is a result and not an exception.
  static DbEvidence look(Disk disk, Path path) throws IOException {
    if (disk.kind(path) == FileKind.ABSENT) {
      return new Absent(path);
    }
    List<String> damage = new ArrayList<>();
    try (DbFile file = DbFile.open(disk, path)) {
      List<Meta> states = new ArrayList<>(List.of(file.current()));
      file.older().ifPresent(states::add);
      for (Meta state : states) {
        Optional<Whole> whole = look(file, state, damage);
        if (whole.isPresent()) {
          return whole.get();
        }
      }
    } catch (Fault damaged) {
      damage.add(damaged.getMessage());
    } catch (IOException unreadable) {
      damage.add(path + ": cannot be read: " + unreadable.getMessage());
    }
    return new Damaged(path, damage);
  }

  /// {@return the state of a file that must be whole, such as a snapshot given by the operator}
  ///
  /// @throws NotFoundException if there is no such file
  /// @throws CorruptException if it is damaged, or its digest is not that of its content
  static Whole require(Disk disk, Path path) throws IOException {
    requireDigest(disk, path);
    return switch (look(disk, path)) {
      case Whole whole -> whole;
      case Absent _ ->
          throw new NotFoundException(path + ": expected a db snapshot, found no file");
      case Damaged(_, List<String> damage) ->
          throw new CorruptException(path + ": " + String.join("; ", damage));
    };
  }

  private static void requireDigest(Disk disk, Path path) throws IOException {
    if (disk.kind(path) == FileKind.ABSENT) {
      return;
    }
    try (SnapshotImage image = SnapshotImage.open(disk, path)) {
      image.requireSound(image.digest());
      try (ReadTx tx = image.db().read()) {
        requireSoundRows(path, SchemaCheck.check(tx));
      }
    }
  }

  private static void requireSoundRows(Path path, SchemaReport rows) {
    if (!rows.isSound()) {
      throw new CorruptException(
          "%s: rows expected sound, found %d errors: %s"
              .formatted(path, rows.errorCount(), rows.findings().getFirst().message()),
          "use another snapshot, or see all of them with: fireweed verify " + path);
    }
  }

  private static Optional<Whole> look(DbFile file, Meta state, List<String> damage) {
    try (ReadTx tx = file.readDamaged(state)) {
      CheckReport report = Checker.check(tx);
      if (!report.isClean()) {
        report.findings().stream().limit(10).map(Finding::line).forEach(damage::add);
        return Optional.empty();
      }
      MetaRows rows = MetaRows.of(tx);
      return Optional.of(
          new Whole(
              file.path(),
              state,
              rows.consistentIndex().orElse(0),
              rows.term(),
              KeyHistory.last(tx).main(),
              members(tx),
              damage));
    } catch (Fault damaged) {
      damage.add(damaged.getMessage());
      return Optional.empty();
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
