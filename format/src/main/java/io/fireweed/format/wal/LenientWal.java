package io.fireweed.format.wal;

import io.fireweed.format.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Reads whatever can be proven of a WAL and classifies the rest; damage never throws.
///
/// Memory does not grow with the log: entry data stays in the files, and the effective log is a few
/// runs. Findings are limited to [#MAX_FINDINGS].
public final class LenientWal {
  /// More findings than this are counted as one.
  public static final int MAX_FINDINGS = 10_000;

  private LenientWal() {}

  /// {@return what was found in all segments of a WAL directory}
  ///
  /// @throws io.fireweed.format.fault.NotFoundException if there is no such directory
  /// @throws IOException if the directory cannot be listed
  public static WalSurvey scan(Disk disk, Path walDir) throws IOException {
    return scan(disk, walDir, _ -> {});
  }

  /// Like [#scan(Disk, Path)], and shows every verified record to `visitor` in file order.
  public static WalSurvey scan(Disk disk, Path walDir, Consumer<WalRecord> visitor)
      throws IOException {
    Findings findings = new Findings(MAX_FINDINGS);
    WalFiles files = WalFiles.list(disk, walDir, findings);
    return new WalScan(disk, walDir, findings, visitor).run(files.segments());
  }

  /// {@return what was found in one segment, wherever it lies and whatever it is called}
  ///
  /// @param visitor gets every verified record in file order
  public static WalSurvey scanSegment(Disk disk, Path file, Consumer<WalRecord> visitor) {
    Findings findings = new Findings(MAX_FINDINGS);
    SegmentName name =
        SegmentName.find(String.valueOf(file.getFileName())).orElse(SegmentName.FIRST);
    return new WalScan(disk, file.resolveSibling(""), findings, visitor)
        .run(List.of(new WalFiles.Segment(file, name)));
  }
}
