package io.fireweed.format.wal;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// A log that its member is going to continue: whole, repaired if its writer had died in a write.
///
/// Two things may be cut off its end, and nothing else. A torn tail, see [WalRepair]. And a
/// received snapshot that no state confirms: the writer died between its record and the state that
/// commits it, so nobody was told of it. etcd leaves such a record where it is; the entries that
/// follow it later then seem to lie before a gap.
///
/// @param survey what the log holds now
/// @param end where writing goes on
/// @param repair what was cut off a torn tail
public record WalContinuation(WalSurvey survey, WalEnd end, WalRepair.Outcome repair) {
  /// Prepares a log; the caller holds its [WalLocks].
  ///
  /// @param check looks at what the log holds before anything is changed, and may refuse it
  /// @throws RefusedException if it has damage that no truncation repairs
  /// @throws NotFoundException if there is no log
  public static WalContinuation prepare(Disk disk, Path walDir, Consumer<WalSurvey> check)
      throws IOException {
    WalRepair.Outcome repair = new WalRepair.Unneeded();
    Tail tail = new Tail();
    WalSurvey survey = LenientWal.scan(disk, walDir, tail);
    check.accept(survey);
    if (survey.findings().stream().anyMatch(WalContinuation::isMoreThanANote)) {
      repair = WalRepair.repair(disk, walDir);
      tail = new Tail();
      survey = LenientWal.scan(disk, walDir, tail);
    }
    if (tail.unconfirmed.isPresent()) {
      cut(disk, tail.unconfirmed.get(), survey);
      tail = new Tail();
      survey = LenientWal.scan(disk, walDir, tail);
    }
    return new WalContinuation(survey, end(survey, tail), repair);
  }

  private static boolean isMoreThanANote(WalFinding finding) {
    return switch (finding.severity()) {
      case NOTE -> false;
      case UNDONE, TORN, DAMAGE -> true;
    };
  }

  private static void cut(Disk disk, RecordPlace place, WalSurvey survey) throws IOException {
    if (!place.file().equals(survey.segments().getLast().file())) {
      throw new RefusedException(
          place + ": a state that commits this snapshot expected behind it, found none",
          "fireweed salvage reads what can be proven");
    }
    try (DiskFile file = disk.openWrite(place.file())) {
      file.truncate(place.offset());
      file.force();
    }
  }

  private static WalEnd end(WalSurvey survey, Tail tail) {
    if (survey.segments().isEmpty()) {
      throw new NotFoundException(
          survey.directory() + ": a segment expected, found none",
          "the log is lost: fireweed salvage makes a new member of what is left");
    }
    SegmentReport last = survey.segments().getLast();
    WalMetadata metadata =
        survey
            .metadata()
            .orElseThrow(
                () ->
                    new CorruptException(
                        survey.directory() + ": metadata record expected, found none"));
    return new WalEnd(
        last.name(),
        last.endOffset(),
        tail.crc,
        metadata,
        survey.hardState(),
        survey.log().lastIndex());
  }

  /// Follows the records to the last one.
  private static final class Tail implements Consumer<WalRecord> {
    private int crc;
    private long lastIndex;
    private long commit;
    private long unconfirmedIndex;
    private Optional<RecordPlace> unconfirmed = Optional.empty();
    private boolean begun;

    @Override
    public void accept(WalRecord record) {
      crc = record.crc();
      switch (record) {
        case WalRecord.EntryRecord entry -> {
          lastIndex = entry.index();
          begun = true;
        }
        case WalRecord.SnapshotRecord snapshot -> snapshot(snapshot);
        case WalRecord.StateRecord state -> {
          commit = state.state().commit();
          if (Long.compareUnsigned(commit, unconfirmedIndex) >= 0) {
            unconfirmed = Optional.empty();
          }
        }
        case WalRecord.MetadataRecord _, WalRecord.CrcRecord _ -> {}
      }
    }

    /// One at or below the last entry is this member's own; so may the first of a purged log be.
    private void snapshot(WalRecord.SnapshotRecord record) {
      long index = record.point().index();
      boolean isAhead =
          Long.compareUnsigned(index, lastIndex) > 0 && Long.compareUnsigned(index, commit) > 0;
      if (begun && unconfirmed.isEmpty() && isAhead) {
        unconfirmed = Optional.of(record.place());
        unconfirmedIndex = index;
      }
      if (!begun) {
        begun = true;
        lastIndex = index;
      }
    }
  }
}
