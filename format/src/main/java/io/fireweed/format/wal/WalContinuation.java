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
/// [#examine] changes nothing and refuses what must be refused; [#complete] cuts.
public final class WalContinuation {
  private final WalSurvey survey;
  private final Tail tail;
  private final WalMetadata metadata;
  private final Optional<WalFinding.TornTail> torn;

  private WalContinuation(WalSurvey survey, Tail tail) {
    this.survey = survey;
    this.tail = tail;
    this.torn = WalRepair.torn(survey);
    requireSegment(survey);
    this.metadata =
        survey
            .metadata()
            .orElseThrow(
                () ->
                    new CorruptException(
                        survey.directory() + ": metadata record expected, found none"));
    tail.unconfirmed.ifPresent(place -> requireLast(place, survey));
  }

  /// What a log is after all that had to be cut off was.
  ///
  /// @param end where writing goes on
  /// @param repair what was cut off a torn tail
  public record Completed(WalEnd end, WalRepair.Outcome repair) {}

  /// Examines a log; the caller holds its [WalLocks].
  ///
  /// @param check looks at what the log holds, and may refuse it
  /// @throws RefusedException if it has damage that no truncation repairs
  /// @throws NotFoundException if there is no log
  public static WalContinuation examine(Disk disk, Path walDir, Consumer<WalSurvey> check)
      throws IOException {
    Tail tail = new Tail();
    WalSurvey survey = LenientWal.scan(disk, walDir, tail);
    check.accept(survey);
    return new WalContinuation(survey, tail);
  }

  /// {@return what the log holds}
  public WalSurvey survey() {
    return survey;
  }

  public WalMetadata metadata() {
    return metadata;
  }

  /// {@return a disk on which readers see the log without a snapshot that no state confirms}
  public Disk view(Disk disk) {
    return tail.unconfirmed
        .<Disk>map(place -> new CutDisk(disk, place.file(), place.offset()))
        .orElse(disk);
  }

  /// Cuts off what has to be cut off, durably.
  public Completed complete(Disk disk) throws IOException {
    if (torn.isEmpty() && tail.unconfirmed.isEmpty()) {
      return new Completed(end(survey, tail), new WalRepair.Unneeded());
    }
    WalRepair.Outcome repair = new WalRepair.Unneeded();
    if (torn.isPresent()) {
      repair = WalRepair.cut(disk, torn.get());
    }
    if (tail.unconfirmed.isPresent()) {
      cut(disk, tail.unconfirmed.get());
    }
    Tail last = new Tail();
    WalSurvey left = LenientWal.scan(disk, survey.directory(), last);
    return new Completed(end(left, last), repair);
  }

  private static void requireSegment(WalSurvey survey) {
    if (survey.segments().isEmpty()) {
      throw new NotFoundException(
          survey.directory() + ": a segment expected, found none",
          "the log is lost: fireweed salvage makes a new member of what is left");
    }
  }

  private static void requireLast(RecordPlace place, WalSurvey survey) {
    if (!place.file().equals(survey.segments().getLast().file())) {
      throw new RefusedException(
          place + ": a state that commits this snapshot expected behind it, found none",
          "fireweed salvage reads what can be proven");
    }
  }

  private static void cut(Disk disk, RecordPlace place) throws IOException {
    try (DiskFile file = disk.openWrite(place.file())) {
      file.truncate(place.offset());
      file.force();
    }
  }

  private WalEnd end(WalSurvey left, Tail last) {
    SegmentReport segment = left.segments().getLast();
    return new WalEnd(
        segment.name(),
        segment.endOffset(),
        last.crc,
        metadata,
        left.hardState(),
        left.log().lastIndex());
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
