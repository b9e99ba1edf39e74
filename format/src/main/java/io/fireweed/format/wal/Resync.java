package io.fireweed.format.wal;

import io.fireweed.format.wal.Frame.Whole;
import java.util.List;
import java.util.Optional;

/// Finds the next verified record behind damage.
///
/// Frames begin at multiples of 8. A frame counts only if its checksum continues a known one (that
/// of the log, or the one stored in the damaged record), or if the frame behind it continues *its*
/// checksum; in the second case the found frame itself stays unproven. A chance match has
/// probability 2^-32 for each candidate that also looks like a record.
///
/// Work is bounded by [#WORK_FACTOR] times the file.
final class Resync {
  private static final int ALIGNMENT = 8;
  private static final long WORK_FACTOR = 8;

  /// @param frame the first frame found
  /// @param seedCrc the checksum of the log before that frame; meaningless unless proven
  /// @param proven whether the frame's own checksum was verified
  record Resume(Frame frame, int seedCrc, boolean proven) {}

  private final SegmentBytes bytes;
  private final RecordDecoder decoder;
  private long budget;

  Resync(SegmentBytes bytes, RecordDecoder decoder) {
    this.bytes = bytes;
    this.decoder = decoder;
    this.budget = WORK_FACTOR * (bytes.size() + SegmentBytes.WINDOW);
  }

  /// Takes work from the budget of the segment. {@return whether there was enough}
  boolean affords(long work) {
    budget -= work;
    return budget >= 0;
  }

  boolean isExhausted() {
    return budget < 0;
  }

  /// {@return the first verified frame at or after `from`}
  ///
  /// @param seeds checksums that the frame may continue
  Optional<Resume> find(long from, List<Integer> seeds) {
    long offset = (from + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    while (offset <= bytes.size() - 2 * ALIGNMENT && budget >= 0) {
      if (bytes.longAt(offset) == 0) {
        long next = bytes.firstNonZero(offset, bytes.size()) / ALIGNMENT * ALIGNMENT;
        budget -= next - offset;
        offset = Math.max(next, offset + ALIGNMENT);
        continue;
      }
      if (Frame.look(bytes, offset) instanceof Whole(Frame frame)) {
        Optional<Resume> resume = verify(frame, seeds);
        if (resume.isPresent()) {
          return resume;
        }
      }
      offset += ALIGNMENT;
      budget -= ALIGNMENT;
    }
    return Optional.empty();
  }

  private Optional<Resume> verify(Frame frame, List<Integer> seeds) {
    if (frame.dataLength() > 0) {
      for (int seed : seeds) {
        spend(frame);
        if (continues(seed, frame) && decoder.find(frame).isPresent()) {
          return Optional.of(new Resume(frame, seed, true));
        }
      }
    }
    spend(frame);
    if (Frame.look(bytes, frame.end()) instanceof Whole(Frame next) && next.dataLength() > 0) {
      spend(next);
      if (continues(frame.crc(), next)
          && decoder.find(next).isPresent()
          && decoder.find(frame).isPresent()) {
        return Optional.of(new Resume(frame, frame.crc(), false));
      }
    }
    return Optional.empty();
  }

  boolean continues(int seed, Frame frame) {
    return bytes.crc(seed, frame.dataOffset(), frame.dataLength()) == frame.crc();
  }

  /// A long frame moves the window there and back.
  private void spend(Frame frame) {
    budget -=
        frame.length() + (frame.length() > SegmentBytes.WINDOW / 2 ? SegmentBytes.WINDOW : 64);
  }
}
