package io.fireweed.cli.etcdctl;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.SequentialFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Reads what was written past the page cache back into it, on a thread of its own, while more is
/// written. Who reads the whole file next then need not wait for the disk.
///
/// A help only: what is not read in time, or cannot be read, the next reader reads, and meets the
/// trouble, itself. No block is read before the write of it has ended.
final class ReadAhead implements AutoCloseable {
  /// Beyond this a machine may have dropped the first blocks before the last are there.
  private static final long BYTES_MAX = 2L << 30;

  private final DiskFile file;
  private final ExecutorService reader = Executors.newSingleThreadExecutor();
  private final ByteBuffer scratch = SequentialFile.allocateBlock();
  private volatile boolean ended;

  private ReadAhead(DiskFile file) {
    this.file = file;
  }

  /// @param path of a file that exists
  static ReadAhead of(Disk disk, Path path) throws IOException {
    return new ReadAhead(disk.openRead(path));
  }

  /// The block at `offset` is written. Returns at once.
  void written(long offset) {
    if (offset + SequentialFile.BLOCK_BYTES <= BYTES_MAX) {
      reader.execute(() -> read(offset));
    }
  }

  private void read(long offset) {
    if (ended) {
      return;
    }
    scratch.clear();
    try {
      int count = 1;
      while (scratch.hasRemaining() && count > 0) {
        count = file.read(scratch, offset + scratch.position());
      }
    } catch (IOException unread) {
      ended = true;
    }
  }

  /// Ends with the block that is being read.
  @Override
  public void close() throws IOException {
    ended = true;
    reader.close();
    file.close();
  }
}
