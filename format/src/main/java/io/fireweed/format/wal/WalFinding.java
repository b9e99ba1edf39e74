package io.fireweed.format.wal;

import io.fireweed.format.raftlog.EntryRange;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// Something about a WAL that a person, or a salvage, should know.
///
/// [#severity()] says how bad it is; [#message()] says what and where, in one line.
public sealed interface WalFinding {
  /// How much a finding costs, the lightest first.
  enum Severity {
    /// Normal, or without consequence.
    NOTE,
    /// Damage that was undone with proof; nothing is lost.
    UNDONE,
    /// The end of the log was being written when the writer died; etcd repairs it.
    TORN,
    /// Something is lost or cannot be proven.
    DAMAGE
  }

  /// How the last record came to be torn.
  enum Tear {
    /// The file ends inside it.
    SHORT,
    /// A whole 512-byte sector of it is zero.
    ZERO_SECTOR
  }

  /// What is wrong with the bytes at the beginning of a hole.
  enum HoleKind {
    /// A zero length field, that is, zeroed bytes.
    ZERO_LENGTH,
    /// A record with a zeroed sector.
    ZERO_SECTOR,
    /// A record whose data does not match its checksum.
    BAD_CHECKSUM,
    /// A record whose data is not what its type says.
    BAD_DATA,
    /// No record at all.
    BAD_FRAME,
    /// A frame that runs past the end of the file.
    BAD_LENGTH,
    /// The disk could not deliver it.
    UNREADABLE,
    /// One or more whole segments.
    MISSING_SEGMENT
  }

  Severity severity();

  String message();

  /// Findings of severity [Severity#NOTE].
  sealed interface Note extends WalFinding {
    @Override
    default Severity severity() {
      return Severity.NOTE;
    }
  }

  /// Findings of severity [Severity#UNDONE].
  sealed interface Undone extends WalFinding {
    @Override
    default Severity severity() {
      return Severity.UNDONE;
    }
  }

  /// Findings of severity [Severity#TORN].
  sealed interface Torn extends WalFinding {
    @Override
    default Severity severity() {
      return Severity.TORN;
    }
  }

  /// Findings of severity [Severity#DAMAGE].
  sealed interface Damage extends WalFinding {
    @Override
    default Severity severity() {
      return Severity.DAMAGE;
    }
  }

  /// The last record of the last segment is torn, and only zeros follow it.
  record TornTail(RecordPlace place, Tear tear) implements Torn {
    @Override
    public String message() {
      return place
          + ": torn tail, "
          + switch (tear) {
            case SHORT -> "the file ends inside the record";
            case ZERO_SECTOR -> "a sector of the record is zero";
          };
    }
  }

  /// The last record of a segment is damaged, and nothing readable follows it.
  record DamagedTail(RecordPlace place, HoleKind kind, String detail) implements Damage {
    @Override
    public String message() {
      return place + ": damaged record at the end of the segment: " + detail;
    }
  }

  /// Verified records follow damage: the damage is a hole, not a tail.
  ///
  /// @param place where the hole begins
  /// @param resume where verified records begin again
  /// @param lastIndex last entry before the hole, 0 if none
  /// @param nextIndex first verified entry after it; nothing if no entry follows
  /// @param joined whether the entries on both sides are proven to be neighbours
  record RecordsAfterHole(
      RecordPlace place,
      HoleKind kind,
      String detail,
      RecordPlace resume,
      long lastIndex,
      OptionalLong nextIndex,
      boolean joined)
      implements WalFinding {
    @Override
    public Severity severity() {
      return joined ? Severity.UNDONE : Severity.DAMAGE;
    }

    @Override
    public String message() {
      String hole = place + ": hole up to " + resume + " (" + detail + "), ";
      if (nextIndex.isEmpty()) {
        return hole + "no entry follows it";
      }
      String next = Long.toUnsignedString(nextIndex.getAsLong());
      return hole
          + (joined
              ? "entry " + next + " continues the log, no entry is lost"
              : "after entry "
                  + Long.toUnsignedString(lastIndex)
                  + " the log goes on with entry "
                  + next);
    }
  }

  /// A wrong length field; the record itself says its length and its checksum holds.
  record LengthUndone(RecordPlace place, long found, long actual) implements Undone {
    @Override
    public String message() {
      return "%s: length field expected %016x, found %016x; the record is whole"
          .formatted(place, actual, found);
    }
  }

  /// A wrong checksum field; the next record proves the data.
  record ChecksumUndone(RecordPlace place, int found, int actual) implements Undone {
    @Override
    public String message() {
      return "%s: checksum field expected %08x, found %08x; the next record proves the data"
          .formatted(place, actual, found);
    }
  }

  /// A wrong type, tag or data length; the checksum chain proves the data and where it begins.
  record HeaderUndone(RecordPlace place) implements Undone {
    @Override
    public String message() {
      return place
          + ": record header expected type, checksum and data, found other bytes;"
          + " the data is proven";
    }
  }

  /// Bytes that are no record, between two that follow each other in the checksum chain.
  record BytesSkipped(RecordPlace place, long length) implements Undone {
    @Override
    public String message() {
      return place + ": " + length + " bytes are no record; the record behind them follows";
    }
  }

  /// Bytes after the end of the log that are not records; etcd ignores them.
  ///
  /// Nobody writes there, so something was being written, or was zeroed from its beginning.
  record GarbageAfterEnd(RecordPlace end, long firstByte) implements Torn {
    @Override
    public String message() {
      return end + ": the log ends here, bytes from " + firstByte + " on are not records";
    }
  }

  /// Padding that is not zero; no checksum covers it.
  record PaddingNotZero(RecordPlace place) implements Undone {
    @Override
    public String message() {
      return place + ": padding expected zeros, found other bytes";
    }
  }

  /// The checksum at the head of a segment is not that of the records before it.
  record ChainBreak(RecordPlace place, int expected, int found) implements Damage {
    @Override
    public String message() {
      return "%s: checksum at the head of the segment expected %08x, found %08x"
          .formatted(place, expected, found);
    }
  }

  /// A segment that does not begin with its checksum and its metadata.
  record BadHeader(RecordPlace place, String expected, String found) implements Damage {
    @Override
    public String message() {
      return place + ": head of the segment expected " + expected + ", found " + found;
    }
  }

  /// Segments whose numbers are not there, `fromSeq` to `toSeq` inclusive.
  record MissingSegments(Path directory, long fromSeq, long toSeq) implements Damage {
    @Override
    public String message() {
      return "%s: segments %016x to %016x expected, found none"
          .formatted(directory, fromSeq, toSeq);
    }
  }

  /// Several files with the number of one segment; the first by name is read.
  record DuplicateSegment(long seq, List<Path> files) implements Damage {
    public DuplicateSegment {
      files = List.copyOf(files);
    }

    @Override
    public String message() {
      return "segment %016x expected once, found %s".formatted(seq, files);
    }
  }

  /// A segment whose name is wrong, or does not fit its content.
  record MisnamedSegment(Path file, String detail) implements Damage {
    @Override
    public String message() {
      return file + ": " + detail;
    }
  }

  /// A segment of length zero.
  record EmptySegment(Path file) implements Damage {
    @Override
    public String message() {
      return file + ": segment expected records, found a file of length 0";
    }
  }

  /// A segment that cannot be opened, or is not a file.
  record UnreadableSegment(Path file, String detail) implements Damage {
    @Override
    public String message() {
      return file + ": segment cannot be read: " + detail;
    }
  }

  /// Blocks that the disk could not deliver; they are taken for zeros.
  record UnreadableBlock(Path file, long offset, long length) implements Damage {
    @Override
    public String message() {
      return file + ": offset " + offset + ": " + length + " bytes cannot be read";
    }
  }

  /// A file that is not a segment: a preallocated `.tmp`, a `.broken` copy, or something foreign.
  record OtherFile(Path file, String detail) implements Note {
    @Override
    public String message() {
      return file + ": " + detail;
    }
  }

  /// An entry that does not follow its predecessor although no byte is damaged.
  record IndexGap(RecordPlace place, long lastIndex, long foundIndex) implements Damage {
    @Override
    public String message() {
      return "%s: entry index expected at most %s, found %s"
          .formatted(
              place, Long.toUnsignedString(lastIndex + 1), Long.toUnsignedString(foundIndex));
    }
  }

  /// Entries `fromIndex` to `toIndex` were replaced by a later leader; normal in raft.
  record Overwritten(RecordPlace place, long fromIndex, long toIndex) implements Note {
    @Override
    public String message() {
      return place + ": overwritten from here: " + new EntryRange(fromIndex, toIndex);
    }
  }

  /// The member received a snapshot beyond its log and went on behind it; normal in raft.
  record SnapshotJump(RecordPlace place, long lastIndex, SnapshotPoint point) implements Note {
    @Override
    public String message() {
      return place + ": log jumps from index " + lastIndex + " to the snapshot at " + point;
    }
  }

  /// A term lower than that of the entry before it.
  record TermBackwards(RecordPlace place, long index, long before, long found) implements Damage {
    @Override
    public String message() {
      return "%s: term of entry %s expected at least %s, found %s"
          .formatted(
              place,
              Long.toUnsignedString(index),
              Long.toUnsignedString(before),
              Long.toUnsignedString(found));
    }
  }

  /// The log ends below what its own state calls committed.
  record CommitBeyondLog(long commit, long lastIndex) implements Damage {
    @Override
    public String message() {
      return "commit "
          + Long.toUnsignedString(commit)
          + " expected at most the last entry, found "
          + Long.toUnsignedString(lastIndex);
    }
  }

  /// Two records disagree about whose log this is.
  record MetadataConflict(RecordPlace place, WalMetadata expected, WalMetadata found)
      implements Damage {
    @Override
    public String message() {
      return place + ": metadata expected " + expected + ", found " + found;
    }
  }

  /// A limit of this reader was reached; what lies behind it was not looked at.
  record LimitReached(RecordPlace place, String limit) implements Damage {
    @Override
    public String message() {
      return place + ": reading stopped, more than " + limit;
    }
  }
}
