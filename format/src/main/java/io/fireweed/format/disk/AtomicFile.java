package io.fireweed.format.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/// A file that appears whole or not at all: the one way this project publishes a file.
///
/// The content goes to `<name>.part` beside the target. [#publish()] forces it, renames it and
/// forces the directory; closing without it deletes the part. A part left behind by a killed
/// process never looks complete and is replaced by the next attempt.
public final class AtomicFile implements AutoCloseable {
  /// Ending of the temporary name.
  public static final String PART = ".part";

  private final Disk disk;
  private final Path target;
  private final Path part;
  private final DiskFile file;
  private boolean published;

  private AtomicFile(Disk disk, Path target, Path part, DiskFile file) {
    this.disk = disk;
    this.target = target;
    this.part = part;
    this.file = file;
  }

  /// Begins a file at `target`.
  ///
  /// @throws FileAlreadyExistsException if the target exists
  public static AtomicFile create(Disk disk, Path target) throws IOException {
    if (disk.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path absolute = target.toAbsolutePath();
    Path part = absolute.resolveSibling(absolute.getFileName() + PART);
    disk.delete(part);
    return new AtomicFile(disk, absolute, part, disk.create(part));
  }

  /// Gives a finished and forced file, which lies beside `target`, that name. If that cannot be
  /// made durable, the file has its old name again.
  ///
  /// @throws FileAlreadyExistsException if the target exists
  public static void publish(Disk disk, Path finished, Path target) throws IOException {
    if (disk.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    disk.rename(finished, target);
    try {
      disk.forceDirectory(parent(target.toAbsolutePath()));
    } catch (IOException e) {
      disk.rename(target, finished);
      throw e;
    }
  }

  /// {@return the file to write into, valid until it is published or closed}
  public DiskFile file() {
    return file;
  }

  /// Makes the file durable under its own name.
  public void publish() throws IOException {
    file.force();
    file.close();
    publish(disk, part, target);
    published = true;
  }

  /// Removes what was not published.
  @Override
  public void close() throws IOException {
    if (!published) {
      try (file) {
        disk.delete(part);
      }
    }
  }

  private static Path parent(Path target) {
    Path parent = target.getParent();
    if (parent == null) {
      throw new IllegalStateException(target + " has no directory");
    }
    return parent;
  }
}
