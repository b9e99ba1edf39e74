package io.fireweed.recovery.restore;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.Draft;
import io.fireweed.format.disk.SequentialFile;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The copies of one image, one for each member, written at the same time.
///
/// ```
/// read block 1 | digest 1, read 2 | digest 2, read 3 | …
///              | write 1 to all   | write 2 to all   | …
/// ```
///
/// Every block is read once, and the digest is that of the very bytes that the members got: a
/// source that changes meanwhile cannot pass for the proven one.
final class ImageCopies implements AutoCloseable {
  private static final String STEP = "copying the snapshot";

  private final Progress progress;
  private final long size;
  private final List<SequentialFile> copies = new ArrayList<>();
  private final ExecutorService writers;

  private ImageCopies(Progress progress, long size, int count) {
    this.progress = progress;
    this.size = size;
    this.writers = Executors.newFixedThreadPool(count);
  }

  /// Creates the files.
  ///
  /// @param size length of the image
  static ImageCopies create(Disk disk, List<Path> targets, long size, Progress progress)
      throws IOException {
    ImageCopies created = new ImageCopies(progress, size, targets.size());
    try {
      for (Path target : targets) {
        created.copies.add(disk.createSequential(target, size));
      }
      return created;
    } catch (IOException | RuntimeException failure) {
      created.close();
      throw failure;
    }
  }

  /// Fills all of them from one reading. {@return the SHA-256 of what was copied}
  Bytes fill(Disk disk, Path source) throws IOException {
    MessageDigest digest = Sha256Trailer.digest();
    ByteBuffer block = SequentialFile.allocateBlock();
    ByteBuffer other = SequentialFile.allocateBlock();
    List<Future<Void>> writing = List.of();
    try (DiskFile file = disk.openRead(source)) {
      for (long at = 0; at < size; at += block.limit()) {
        ByteBuffer last = other;
        other = block;
        block = last;
        block.clear().limit((int) Math.min(block.capacity(), size - at));
        file.readFully(block, at);
        block.flip();
        waitFor(writing);
        ByteBuffer full = block.asReadOnlyBuffer();
        writing = forEach(copy -> copy.append(full.duplicate()));
        digest.update(block.duplicate());
        progress.update(STEP, at + block.limit(), size, Progress.Unit.BYTES);
      }
    } finally {
      waitFor(writing);
    }
    return Bytes.of(digest.digest());
  }

  /// Changes all of them as the draft was changed, and makes them durable.
  void finish(Draft draft) throws IOException {
    waitFor(
        forEach(
            copy -> {
              DiskFile file = copy.finish();
              draft.applyTo(file);
              file.force();
            }));
  }

  private interface Step {
    void take(SequentialFile copy) throws IOException;
  }

  private List<Future<Void>> forEach(Step step) {
    return copies.stream()
        .map(
            copy ->
                writers.submit(
                    (Callable<Void>)
                        () -> {
                          step.take(copy);
                          return null;
                        }))
        .toList();
  }

  private static void waitFor(List<Future<Void>> steps) throws IOException {
    for (Future<Void> step : steps) {
      Waiting.on(step);
    }
  }

  @Override
  public void close() throws IOException {
    writers.close();
    IOException trouble = null;
    for (SequentialFile copy : copies) {
      try {
        copy.close();
      } catch (IOException e) {
        trouble = e;
      }
    }
    if (trouble != null) {
      throw trouble;
    }
  }
}
