package io.fireweed.format.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A file system, seen through the few operations that this project needs.
///
/// Every method fails with an [IOException] that names the path.
public interface Disk {
  /// Opens an existing regular file for reading. Anything else (directory, pipe, device) is
  /// refused.
  DiskFile openRead(Path path) throws IOException;

  /// Opens an existing regular file for reading and writing.
  DiskFile openWrite(Path path) throws IOException;

  /// Creates a file with mode 0600; it must not exist.
  DiskFile create(Path path) throws IOException;

  /// Creates a file as [#create] does, to be written once from its start to its end; a large one
  /// past the page cache, where that is possible.
  ///
  /// @param expectedBytes about how long it will become
  default SequentialFile createSequential(Path path, long expectedBytes) throws IOException {
    return new CachedFile(create(path));
  }

  FileKind kind(Path path) throws IOException;

  /// {@return the entries of a directory, sorted by name}
  List<Path> list(Path directory) throws IOException;

  /// Creates a directory with mode 0700, and its parents; an existing one is left as it is. The new
  /// names are durable when it returns.
  void createDirectories(Path directory) throws IOException;

  /// Moves a file or directory within one file system, atomically; the target must not exist.
  void rename(Path from, Path to) throws IOException;

  /// Moves a file over another, atomically.
  void replace(Path from, Path to) throws IOException;

  /// Deletes a file or an empty directory; nothing happens if it is absent.
  void delete(Path path) throws IOException;

  /// Makes the names in `directory` durable.
  void forceDirectory(Path directory) throws IOException;

  /// {@return whether this path names something}
  default boolean exists(Path path) throws IOException {
    return kind(path) != FileKind.ABSENT;
  }

  /// Deletes `root` and everything below it, without following symbolic links.
  void deleteTree(Path root) throws IOException;
}
