package io.fireweed.format.wal;

import io.fireweed.format.wal.Frame.EndOfFile;
import io.fireweed.format.wal.Frame.Nonsense;
import io.fireweed.format.wal.Frame.Short;
import io.fireweed.format.wal.Frame.Whole;
import io.fireweed.format.wal.Frame.ZeroLength;
import io.fireweed.format.wal.LogBuilder.Hole;
import io.fireweed.format.wal.Resync.Resume;
import io.fireweed.format.wal.WalFinding.HoleKind;
import io.fireweed.format.wal.WalFinding.Tear;
import java.util.List;
import java.util.Optional;

/// One pass over one segment; every step either verifies a record or explains why it cannot.
///
/// On damage, in this order: undo it with proof (a wrong length, checksum or header), find verified
/// records behind it (a hole), or call it the tail. etcd looks only at the damaged record itself,
/// which is why it drops whatever follows a zeroed sector; see [WalRepair] for its rules.
final class SegmentScan {
  private static final long STOP = -1;
  private static final int SECTOR = 512;

  /// A crc record takes 16 bytes whatever its value.
  private static final int METADATA_OFFSET = 16;

  private final WalScan scan;
  private final WalFiles.Segment segment;
  private final SegmentBytes bytes;
  private final boolean isLast;
  private final RecordDecoder decoder;
  private final Resync resync;
  private long end;
  private long records;

  SegmentScan(WalScan scan, WalFiles.Segment segment, SegmentBytes bytes, boolean isLast) {
    this.scan = scan;
    this.segment = segment;
    this.bytes = bytes;
    this.isLast = isLast;
    this.decoder = new RecordDecoder(segment.file(), bytes);
    this.resync = new Resync(bytes, decoder);
  }

  /// {@return where the last verified record ends}
  RecordPlace run() {
    long at = 0;
    while (at != STOP && !scan.log.isFull()) {
      at = step(at);
    }
    scan.log.closeRun();
    scan.report(new SegmentReport(segment.file(), segment.name(), bytes.size(), end, records));
    return place(end);
  }

  /// {@return the offset of the next frame, or [#STOP]}
  private long step(long at) {
    return switch (Frame.look(bytes, at)) {
      case EndOfFile() -> STOP;
      case ZeroLength() -> zeroLength(at);
      case Short(long missing) ->
          noFrame(
              at,
              HoleKind.BAD_LENGTH,
              "record expected " + missing + " more bytes, found the end of the file");
      case Nonsense(String reason) -> noFrame(at, HoleKind.BAD_FRAME, reason);
      case Whole(Frame frame) -> whole(frame);
    };
  }

  private long whole(Frame frame) {
    if (frame.type().equals(Optional.of(RecordType.CRC))) {
      return crcRecord(frame);
    }
    if (frame.offset() == 0) {
      scan.findings.add(
          new WalFinding.BadHeader(place(0), "a crc record", "type " + frame.typeCode()));
    }
    if (scan.chain.isEmpty()) {
      scan.chain = Optional.of(frame.crc());
      lost(frame.offset(), HoleKind.BAD_CHECKSUM, "record whose checksum cannot be verified");
      return frame.end();
    }
    int seed = scan.chain.get();
    if (!resync.continues(seed, frame)) {
      return badChecksum(frame, seed);
    }
    Optional<WalRecord> record = decoder.find(frame);
    scan.chain = Optional.of(frame.crc());
    if (record.isEmpty()) {
      Optional<Frame> retyped = HeaderRepair.retype(decoder, frame);
      if (retyped.isPresent()) {
        return undoHeader(retyped.get(), seed);
      }
      lost(
          frame.offset(), HoleKind.BAD_DATA, "data is not what type " + frame.typeCode() + " says");
      return frame.end();
    }
    return accept(frame, record.get(), seed, Optional.empty());
  }

  private long accept(Frame frame, WalRecord record, int seed, Optional<Frame> undone) {
    if (!frame.paddingIsZero(bytes)) {
      scan.findings.add(new WalFinding.PaddingNotZero(place(frame.offset())));
    }
    if (frame.offset() == METADATA_OFFSET && !(record instanceof WalRecord.MetadataRecord)) {
      scan.findings.add(
          new WalFinding.BadHeader(
              place(frame.offset()), "a metadata record", "type " + frame.typeCode()));
    }
    scan.accept(record, seed, undone);
    records++;
    end = frame.end();
    return end;
  }

  private long crcRecord(Frame frame) {
    Optional<Integer> expected = scan.chain;
    if (expected.isPresent() && expected.get() != frame.crc()) {
      int wanted = expected.get();
      if (Frame.look(bytes, frame.end()) instanceof Whole(Frame next)
          && next.dataLength() > 0
          && resync.continues(wanted, next)) {
        scan.findings.add(
            new WalFinding.ChecksumUndone(place(frame.offset()), frame.crc(), wanted));
        scan.chain = expected;
        return acceptCrc(frame, wanted);
      }
      if (frame.offset() != 0) {
        return badChecksum(frame, wanted);
      }
      scan.findings.add(new WalFinding.ChainBreak(place(0), wanted, frame.crc()));
      lost(0, HoleKind.MISSING_SEGMENT, "the checksum chain is broken");
    }
    scan.chain = Optional.of(frame.crc());
    return acceptCrc(frame, frame.crc());
  }

  private long acceptCrc(Frame frame, int crc) {
    return accept(
        frame, new WalRecord.CrcRecord(place(frame.offset()), crc), crc, Optional.empty());
  }

  /// The data does not match the checksum field: one of the two is damaged.
  private long badChecksum(Frame frame, int seed) {
    int actual = bytes.crc(seed, frame.dataOffset(), frame.dataLength());
    String detail = "checksum expected %08x, found %08x".formatted(frame.crc(), actual);
    HoleKind kind =
        hasZeroSector(frame.offset(), frame.end()) ? HoleKind.ZERO_SECTOR : HoleKind.BAD_CHECKSUM;
    if (Frame.look(bytes, frame.end()) instanceof Whole(Frame next) && next.dataLength() > 0) {
      Optional<WalRecord> record = decoder.find(frame);
      if (record.isPresent() && resync.continues(actual, next)) {
        scan.findings.add(
            new WalFinding.ChecksumUndone(place(frame.offset()), frame.crc(), actual));
        scan.chain = Optional.of(actual);
        scan.log.closeRun();
        return accept(frame, record.get(), seed, Optional.of(frame));
      }
      if (resync.continues(frame.crc(), next)) {
        scan.chain = Optional.of(frame.crc());
        lost(frame.offset(), kind, detail);
        return frame.end();
      }
    }
    return search(frame.offset(), frame.end(), List.of(frame.crc(), seed), kind, detail);
  }

  /// No frame at all, or one that runs past the end of the file.
  private long noFrame(long at, HoleKind kind, String detail) {
    Optional<Frame> body = undone(at);
    if (body.isPresent()) {
      return undo(body.get());
    }
    Optional<Frame> repaired =
        scan.chain.flatMap(seed -> HeaderRepair.find(bytes, resync, decoder, at, seed));
    if (repaired.isPresent()) {
      return undoHeader(repaired.get(), scan.chain.orElseThrow());
    }
    HoleKind better = hasZeroSector(at, claimedEnd(at)) ? HoleKind.ZERO_SECTOR : kind;
    return search(
        at, at + Frame.LENGTH_FIELD, scan.chain.map(List::of).orElse(List.of()), better, detail);
  }

  /// The end of the segment, unless something stands behind it.
  private long zeroLength(long at) {
    Optional<Frame> body = undone(at);
    if (body.isPresent()) {
      return undo(body.get());
    }
    long content = bytes.firstNonZero(at + Frame.LENGTH_FIELD, bytes.size());
    if (content == bytes.size()) {
      return STOP;
    }
    List<Integer> seeds = scan.chain.map(List::of).orElse(List.of());
    Optional<Resume> resume = resync.find(content / 8 * 8, seeds);
    if (resume.isPresent()) {
      return goOn(at, HoleKind.ZERO_LENGTH, "zeros", resume.get());
    }
    stopIfExhausted(at);
    scan.findings.add(new WalFinding.GarbageAfterEnd(place(at), content));
    return STOP;
  }

  /// {@return the record at `at` if it proves itself without its length field}
  private Optional<Frame> undone(long at) {
    if (scan.chain.isEmpty() || at + Frame.LENGTH_FIELD > bytes.size()) {
      return Optional.empty();
    }
    return Frame.body(bytes, at)
        .filter(frame -> frame.dataLength() > 0)
        .filter(frame -> frame.end() <= bytes.size())
        .filter(frame -> resync.affords(frame.length()))
        .filter(frame -> resync.continues(scan.chain.get(), frame))
        .filter(frame -> decoder.find(frame).isPresent());
  }

  private long undo(Frame frame) {
    scan.findings.add(
        new WalFinding.LengthUndone(
            place(frame.offset()),
            bytes.longAt(frame.offset()),
            Frame.lengthField(frame.length())));
    int seed = scan.chain.orElseThrow();
    scan.log.closeRun();
    scan.chain = Optional.of(frame.crc());
    return accept(frame, decoder.find(frame).orElseThrow(), seed, Optional.of(frame));
  }

  private long undoHeader(Frame frame, int seed) {
    scan.findings.add(new WalFinding.HeaderUndone(place(frame.offset())));
    scan.log.closeRun();
    scan.chain = Optional.of(frame.crc());
    return accept(frame, decoder.find(frame).orElseThrow(), seed, Optional.of(frame));
  }

  /// Looks for verified records behind damage; without any, the damage is the tail.
  private long search(long at, long from, List<Integer> seeds, HoleKind kind, String detail) {
    Optional<Resume> resume = resync.find(from, seeds);
    if (resume.isPresent()) {
      return goOn(at, kind, detail, resume.get());
    }
    stopIfExhausted(at);
    scan.chain = Optional.empty();
    Optional<Tear> tear = isLast && !isFollowed(at) ? tear(kind) : Optional.empty();
    if (tear.isPresent()) {
      scan.findings.add(new WalFinding.TornTail(place(at), tear.get()));
    } else {
      lost(at, kind, detail);
    }
    return STOP;
  }

  /// {@return whether something was written behind the record at `at`} Then it is not the tail:
  /// what follows cannot be verified, but it was there.
  private boolean isFollowed(long at) {
    long end = Math.max(claimedEnd(at), at + Frame.LENGTH_FIELD);
    return end < bytes.size() && bytes.firstNonZero(end, bytes.size()) < bytes.size();
  }

  private long goOn(long at, HoleKind kind, String detail, Resume resume) {
    Frame frame = resume.frame();
    if (resume.proven() && scan.chain.equals(Optional.of(resume.seedCrc()))) {
      scan.findings.add(new WalFinding.BytesSkipped(place(at), frame.offset() - at));
      scan.log.closeRun();
      return frame.offset();
    }
    lost(at, kind, detail);
    if (resume.proven()) {
      scan.chain = Optional.of(resume.seedCrc());
      return frame.offset();
    }
    scan.chain = Optional.of(frame.crc());
    return frame.end();
  }

  /// What etcd takes for a record that was being written: short, or with a zero sector.
  private static Optional<Tear> tear(HoleKind kind) {
    return switch (kind) {
      case BAD_LENGTH -> Optional.of(Tear.SHORT);
      case ZERO_SECTOR -> Optional.of(Tear.ZERO_SECTOR);
      case ZERO_LENGTH, BAD_CHECKSUM, BAD_DATA, BAD_FRAME, UNREADABLE, MISSING_SEGMENT ->
          Optional.empty();
    };
  }

  /// {@return whether a 512-byte sector, cut to the record, is all zero}
  private boolean hasZeroSector(long at, long recordEnd) {
    long to = Math.min(recordEnd, bytes.size());
    for (long from = at + Frame.LENGTH_FIELD; from < to; from = nextSector(from)) {
      if (bytes.isZero(from, Math.min(nextSector(from), to))) {
        return true;
      }
    }
    return false;
  }

  private static long nextSector(long offset) {
    return (offset / SECTOR + 1) * SECTOR;
  }

  private long claimedEnd(long at) {
    if (at + Frame.LENGTH_FIELD > bytes.size()) {
      return at;
    }
    return Frame.claimedEnd(bytes.longAt(at), at);
  }

  private void lost(long at, HoleKind kind, String detail) {
    scan.log.hole(new Hole(place(at), kind, detail, Optional.empty()));
  }

  private void stopIfExhausted(long at) {
    if (resync.isExhausted()) {
      scan.findings.add(
          new WalFinding.LimitReached(place(at), "eight times the file was searched"));
    }
  }

  private RecordPlace place(long at) {
    return new RecordPlace(segment.file(), at);
  }
}
