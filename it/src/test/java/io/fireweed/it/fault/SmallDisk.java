package io.fireweed.it.fault;

import io.fireweed.fixtures.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// A file system in memory that is soon full, and can grow.
final class SmallDisk implements AutoCloseable {
  private final Path at;

  private SmallDisk(Path at) {
    this.at = at;
  }

  /// Mounts one on a new directory, or has the test skipped where that is not allowed.
  static SmallDisk assume(Path at, String size) throws IOException {
    Files.createDirectories(at);
    ProgramRun mount = mount(at, "size=" + size);
    Assumptions.assumeTrue(mount.exitCode() == 0, "a tmpfs cannot be mounted here");
    return new SmallDisk(at);
  }

  void grow(String size) {
    mount(at, "remount,size=" + size).requireSuccess();
  }

  @Override
  public void close() {
    ProgramRun.of(List.of("umount", at.toString()), Map.of(), Program.LIMIT).requireSuccess();
  }

  private static ProgramRun mount(Path at, String options) {
    return ProgramRun.of(
        List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString()),
        Map.of(),
        Program.LIMIT);
  }
}
