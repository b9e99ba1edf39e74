package io.fireweed.format.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The file system of the operating system.
public final class LocalDisk implements Disk {
  /// From this size on, writing past the page cache saves more than the wait for the device costs.
  private static final long DIRECT_BYTES = 4L * SequentialFile.BLOCK_BYTES;

  @Override
  public DiskFile openRead(Path path) throws IOException {
    requireRegular(path);
    return new LocalFile(path, FileChannel.open(path, StandardOpenOption.READ));
  }

  @Override
  public DiskFile openWrite(Path path) throws IOException {
    requireRegular(path);
    return new LocalFile(
        path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    return new LocalFile(
        path,
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
  }

  @Override
  public SequentialFile createSequential(Path path, long expectedBytes) throws IOException {
    DiskFile file = create(path);
    Optional<SequentialFile> direct =
        expectedBytes < DIRECT_BYTES ? Optional.empty() : DirectFile.over(file);
    return direct.orElseGet(() -> new CachedFile(file));
  }

  @Override
  public FileKind kind(Path path) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return FileKind.DIRECTORY;
      }
      return attributes.isRegularFile() ? FileKind.REGULAR : FileKind.SPECIAL;
    } catch (NoSuchFileException absent) {
      return FileKind.ABSENT;
    }
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    List<Path> holders = holdersOfNew(directory.toAbsolutePath());
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (Path holder : holders) {
      forceDirectory(holder);
    }
  }

  /// {@return the directories that will have a new name in them, the outermost first}
  private static List<Path> holdersOfNew(Path directory) {
    List<Path> holders = new ArrayList<>();
    Optional<Path> at = Optional.of(directory);
    while (at.isPresent() && !Files.exists(at.get())) {
      at = Optional.ofNullable(at.get().getParent());
      at.ifPresent(holders::addFirst);
    }
    return holders;
  }

  /// The check and the move are two steps: Java offers no rename that refuses an existing target.
  /// Callers own the target's directory, so only their own mistake can come between.
  @Override
  public void rename(Path from, Path to) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    move(from, to);
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    move(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      LocalFile.force(directory, channel, true);
    }
  }

  @Override
  public void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException trouble)
              throws IOException {
            if (trouble != null) {
              throw trouble;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException apart) {
      throw new FileSystemException(
          from.toString(), to.toString(), "both must be on one file system");
    }
  }

  private void requireRegular(Path path) throws IOException {
    FileKind kind = kind(path);
    switch (kind) {
      case REGULAR -> {}
      case ABSENT -> throw new NoSuchFileException(path.toString());
      case DIRECTORY, SPECIAL ->
          throw new FileSystemException(
              path.toString(),
              null,
              "expected a regular file, found a "
                  + (kind == FileKind.DIRECTORY ? "directory" : "pipe, socket or device"));
    }
  }
}
