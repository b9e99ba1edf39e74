package io.fireweed.server.log;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LayeredDisk;
import io.fireweed.format.disk.LayeredFile;
import io.fireweed.server.metrics.DiskMetrics;
import io.fireweed.server.metrics.Histogram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A disk that measures how long a log's files take.
///
/// | file | measured |
/// |---|---|
/// | one whose name has `.snap` in it | synchronizations; all, from its making to its closing |
/// | the durable mark | nothing; it says what was measured already |
/// | any other | writes, their bytes, synchronizations |
public final class MeasuredDisk extends LayeredDisk {
  private static final String SNAPSHOT = ".snap";

  private final DiskMetrics metrics;

  /// @param below does the work
  public MeasuredDisk(Disk below, DiskMetrics metrics) {
    super(below);
    this.metrics = metrics;
  }

  @Override
  public DiskFile openRead(Path path) throws IOException {
    DiskFile file = super.openRead(path);
    return file instanceof LogFile measured ? measured.unmeasured : file;
  }

  @Override
  public DiskFile openWrite(Path path) throws IOException {
    DiskFile file = super.openWrite(path);
    return isMark(path) && file instanceof LogFile measured ? measured.unmeasured : file;
  }

  private static boolean isMark(Path path) {
    return String.valueOf(path.getFileName()).startsWith(MemberDir.DURABLE_MARK);
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    DiskFile file = super.create(path);
    if (isMark(path) && file instanceof LogFile measured) {
      return measured.unmeasured;
    }
    boolean isSnapshot = String.valueOf(path.getFileName()).contains(SNAPSHOT);
    return isSnapshot && file instanceof LogFile measured
        ? new SnapshotFile(measured.unmeasured, metrics)
        : file;
  }

  @Override
  protected DiskFile layered(DiskFile file) {
    return new LogFile(file, metrics);
  }

  /// A file whose synchronizations are measured.
  private abstract static class Forced extends LayeredFile {
    private final Histogram fsync;

    Forced(DiskFile file, Histogram fsync) {
      super(file);
      this.fsync = fsync;
    }

    @Override
    public final void forceData() throws IOException {
      long began = System.nanoTime();
      super.forceData();
      fsync.observeSince(began);
    }

    @Override
    public final void force() throws IOException {
      long began = System.nanoTime();
      super.force();
      fsync.observeSince(began);
    }
  }

  private static final class LogFile extends Forced {
    private final DiskFile unmeasured;
    private final DiskMetrics metrics;

    LogFile(DiskFile file, DiskMetrics metrics) {
      super(file, metrics.walFsync());
      this.unmeasured = file;
      this.metrics = metrics;
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
      int bytes = source.remaining();
      long began = System.nanoTime();
      super.write(source, offset);
      metrics.walWrite().observeSince(began);
      metrics.walWriteBytes().add(bytes);
    }
  }

  private static final class SnapshotFile extends Forced {
    private final Histogram whole;
    private final long began = System.nanoTime();

    SnapshotFile(DiskFile file, DiskMetrics metrics) {
      super(file, metrics.snapFsync());
      this.whole = metrics.snapSave();
    }

    @Override
    public void close() throws IOException {
      super.close();
      whole.observeSince(began);
    }
  }
}
