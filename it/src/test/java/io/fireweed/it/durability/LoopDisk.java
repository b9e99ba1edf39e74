package io.fireweed.it.durability;

import io.fireweed.fixtures.ProgramRun;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// A file system in a file, whose power can be cut: what was not forced to it is gone then.
///
/// The cut is the file system's own shutdown call without a flush of its journal, which ext4 and
/// xfs share. It models a lost page cache, not a disk that lies about its own.
final class LoopDisk implements AutoCloseable {
  private static final long BYTES = 400L << 20;
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final long SHUTDOWN = 0x8004587dL;
  private static final int WITHOUT_FLUSH = 2;
  private static final int FROZEN_SECONDS_MAX = 60;

  /// Which file system, and how often it writes its journal by itself: ext4 every five seconds, if
  /// nothing else is said.
  enum Kind {
    EXT4(List.of("mkfs.ext4", "-q", "-F"), "loop"),
    EXT4_EACH_SECOND(List.of("mkfs.ext4", "-q", "-F"), "loop,commit=1"),
    EXT4_HARDLY_EVER(List.of("mkfs.ext4", "-q", "-F"), "loop,commit=1000"),
    XFS(List.of("mkfs.xfs", "-q", "-f"), "loop");

    private final List<String> make;
    private final String options;

    Kind(List<String> make, String options) {
      this.make = make;
      this.options = options;
    }
  }

  private final Kind kind;
  private final Path image;
  private final Path at;

  private LoopDisk(Kind kind, Path image, Path at) {
    this.kind = kind;
    this.image = image;
    this.at = at;
  }

  /// Makes one and mounts it on a new directory, or has the test skipped where that is not allowed.
  static LoopDisk assume(Kind kind, Path at) throws IOException {
    Files.createDirectories(at);
    Path image = Path.of(at + ".img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    String program = kind.make.getFirst();
    ProgramRun found = run(List.of("sh", "-c", "command -v " + program));
    Assumptions.assumeTrue(found.exitCode() == 0, program + " is not installed");
    run(join(kind.make, image.toString())).requireSuccess();
    LoopDisk disk = new LoopDisk(kind, image, at);
    Assumptions.assumeTrue(disk.mount().exitCode() == 0, "loop devices cannot be mounted here");
    return disk;
  }

  Path at() {
    return at;
  }

  private ProgramRun mount() {
    return run(List.of("mount", "-o", kind.options, image.toString(), at.toString()));
  }

  /// From here on nothing reaches the disk, and what is not on it is lost.
  @SuppressWarnings("restricted")
  void cutPower() {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle open =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("open"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
              Linker.Option.firstVariadicArg(2));
      MethodHandle control =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("ioctl"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS),
              Linker.Option.firstVariadicArg(2));
      MethodHandle close =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("close"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      int file = (int) open.invokeExact(arena.allocateFrom(at.toString()), 0);
      MemorySegment how = arena.allocateFrom(ValueLayout.JAVA_INT, WITHOUT_FLUSH);
      int answer = (int) control.invokeExact(file, SHUTDOWN, how);
      int closed = (int) close.invokeExact(file);
      if (answer != 0 || closed != 0) {
        throw new IllegalStateException("the file system at " + at + " did not shut down");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// Lets every write wait from now on. Who waits cannot even be killed, so the disk goes on by
  /// itself after a while, whatever becomes of this process.
  Frozen freeze() {
    ProgramRun found = run(List.of("sh", "-c", "command -v fsfreeze"));
    Assumptions.assumeTrue(found.exitCode() == 0, "fsfreeze is not installed");
    try {
      Process watchdog =
          new ProcessBuilder(
                  "sh", "-c", "sleep " + FROZEN_SECONDS_MAX + "; fsfreeze -u \"$0\"", at.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      run(List.of("fsfreeze", "-f", at.toString())).requireSuccess();
      return new Frozen(at, watchdog);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A disk that stands still until this is closed.
  record Frozen(Path at, Process watchdog) implements AutoCloseable {
    @Override
    public void close() {
      watchdog.destroy();
      run(List.of("fsfreeze", "-u", at.toString()));
    }
  }

  /// The power is back. Nobody may hold a file on it.
  void mountAgain() {
    run(List.of("umount", at.toString())).requireSuccess();
    mount().requireSuccess();
  }

  @Override
  public void close() throws IOException {
    run(List.of("umount", at.toString())).requireSuccess();
    Files.deleteIfExists(image);
  }

  private static ProgramRun run(List<String> command) {
    return ProgramRun.of(command, Map.of(), LIMIT);
  }

  private static List<String> join(List<String> words, String last) {
    return java.util.stream.Stream.concat(words.stream(), java.util.stream.Stream.of(last))
        .toList();
  }
}
