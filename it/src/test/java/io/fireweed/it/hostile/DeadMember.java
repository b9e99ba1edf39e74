package io.fireweed.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.it.hostile.Tool.Said;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The data directory of an etcd that was killed before its db took in what the WAL holds: keys k1
/// to
/// k5, revisions 2 to 6. Damaged further, then salvaged.
final class DeadMember {
  /// The revision at which nothing is lost.
  static final long WHOLE = 6;

  /// Behind the last record.
  static final int LOG_END = 1088;

  private static final String NAME = "v34-dirty/member/";
  private static final String SEGMENT = "0000000000000000-0000000000000000.wal";
  private static final int LENGTH = 8192;

  private final Path folder;
  private final Path dataDir;

  DeadMember(Path folder) {
    this.folder = folder;
    this.dataDir = folder.resolve("dead.etcd");
    Path snap = dataDir.resolve("member/snap");
    try {
      Files.createDirectories(snap);
      Files.createDirectories(wal());
      Files.write(db(), Fixtures.bytes(NAME + "snap/db"));
      Files.write(segment(), Fixtures.head(NAME + "wal/" + SEGMENT, LENGTH));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path wal() {
    return dataDir.resolve("member/wal");
  }

  Path segment() {
    return wal().resolve(SEGMENT);
  }

  Path db() {
    return dataDir.resolve("member/snap/db");
  }

  /// Overwrites bytes of the only segment.
  DeadMember put(int offset, byte... bytes) {
    try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
      file.seek(offset);
      file.write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DeadMember putLong(int offset, long value) {
    return put(
        offset, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  /// Salvages. The directory is what it was, bit for bit; what was written is sound; and if the
  /// call
  /// says that nothing is missing, nothing is.
  Salvaged salvage(String... more) {
    Path output = folder.resolve("salvaged.db");
    Map<String, String> before = state();
    String[] words = {"salvage", dataDir.toString(), "--output", output.toString()};
    Said said =
        Tool.FIREWEED
            .run(Stream.concat(Stream.of(words), Stream.of(more)).toArray(Object[]::new))
            .isCivil();
    assertThat(state()).as(said.toString()).isEqualTo(before);
    try {
      long revision = 0;
      if (Files.exists(output)) {
        Said verify = Tool.FIREWEED.run("verify", output, "-w", "json");
        assertThat(verify.exit()).as("%s, then %s", said, verify).isZero();
        revision = Long.parseLong(verify.out().replaceAll("(?s).*\"revision\":(\\d+).*", "$1"));
        Files.delete(output);
      } else {
        assertThat(said.exit()).as(said.toString()).isNotZero();
      }
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).as(said.toString()).containsExactly(dataDir);
      }
      return new Salvaged(said, revision);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the doctor says, which changes nothing.
  Said doctor() {
    Map<String, String> before = state();
    Said said = Tool.FIREWEED.run("doctor", dataDir).isCivil();
    assertThat(state()).as(said.toString()).isEqualTo(before);
    return said;
  }

  /// {@return the path and content of every file}
  Map<String, String> files() {
    return state();
  }

  /// @param revision the newest one in the result, 0 if nothing was written
  record Salvaged(Said said, long revision) {
    boolean calledWhole() {
      return said.exit() == 0;
    }
  }

  void delete() {
    try {
      new LocalDisk().deleteTree(dataDir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> state() {
    Map<String, String> state = new TreeMap<>();
    try (Stream<Path> all = Files.walk(dataDir)) {
      for (Path path : all.toList()) {
        boolean regular = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        String content =
            regular && Files.isReadable(path) && Files.size(path) < 1 << 20
                ? java.util.HexFormat.of().formatHex(Files.readAllBytes(path))
                : regular ? "size " + Files.size(path) : "no file";
        state.put(
            path.toString(),
            Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS) + " " + content);
      }
      return state;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
