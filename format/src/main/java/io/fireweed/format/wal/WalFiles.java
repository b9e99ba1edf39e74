package io.fireweed.format.wal;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.NotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The segments of a WAL directory in order, and findings about everything else in it.
record WalFiles(List<Segment> segments) {
  record Segment(Path file, SegmentName name) {}

  static WalFiles list(Disk disk, Path directory, Findings findings) throws IOException {
    if (disk.kind(directory) != FileKind.DIRECTORY) {
      throw new NotFoundException(directory + ": WAL directory expected, found none");
    }
    List<Segment> segments = new ArrayList<>();
    for (Path file : disk.list(directory)) {
      Optional<SegmentName> name = SegmentName.find(nameOf(file));
      if (name.isEmpty()) {
        findings.add(other(file));
        continue;
      }
      FileKind kind = disk.kind(file);
      if (kind != FileKind.REGULAR) {
        findings.add(
            new WalFinding.UnreadableSegment(file, "expected a file, found " + word(kind)));
        continue;
      }
      boolean twice = !segments.isEmpty() && segments.getLast().name().seq() == name.get().seq();
      if (twice) {
        findings.add(
            new WalFinding.DuplicateSegment(
                name.get().seq(), List.of(segments.getLast().file(), file)));
        continue;
      }
      segments.add(new Segment(file, name.get()));
    }
    return new WalFiles(segments);
  }

  private static WalFinding other(Path file) {
    String name = nameOf(file);
    if (name.endsWith(SegmentName.ENDING)) {
      return new WalFinding.MisnamedSegment(
          file, "name expected <16 hex>-<16 hex>.wal, found another");
    }
    if (name.endsWith(".tmp")) {
      return new WalFinding.OtherFile(file, "preallocated for the next segment, not in use yet");
    }
    if (name.endsWith(".broken")) {
      return new WalFinding.OtherFile(file, "copy that an earlier repair put aside");
    }
    return new WalFinding.OtherFile(file, "not a file of a WAL");
  }

  private static String word(FileKind kind) {
    return switch (kind) {
      case REGULAR -> "a file";
      case DIRECTORY -> "a directory";
      case SPECIAL -> "a pipe, socket or device";
      case ABSENT -> "nothing";
    };
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }
}
