package io.fireweed.it.hostile;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.schema.MemberChange;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.snap.SnapFile;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.format.wal.WalWriter;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The data directory of a member whose log runs over several segments.
///
/// Entry 1 adds the member, entries 2 to [#LAST] put one value of 1000 bytes each, four to a
/// segment. A `.snap` stands at [#SNAPSHOT], and a snapshot record for it in the log. There is no
/// db.
final class SegmentedMember {
  static final int LAST = 40;
  static final int SNAPSHOT = 22;

  /// The revision at which nothing is lost.
  static final long WHOLE = LAST;

  private static final int SEGMENT_BYTES = 4096;
  private static final int VALUE_BYTES = 1000;

  private final Disk disk = new LocalDisk();
  private final MemberDir place;
  private final long cluster;

  /// @param cluster two members of the same cluster have equal entries
  SegmentedMember(Path dataDir, String name, long cluster) {
    this.place = MemberDir.of(dataDir);
    this.cluster = cluster;
    try {
      disk.createDirectories(place.snapDir());
      write(List.of("http://127.0.0.1:2380"), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  MemberDir place() {
    return place;
  }

  /// {@return the segments in order}
  List<Path> segments() throws IOException {
    return disk.list(place.walDir()).stream().filter(p -> p.toString().endsWith(".wal")).toList();
  }

  Path segment(int seq) throws IOException {
    return segments().get(seq);
  }

  Path raftSnapshot() throws IOException {
    return disk.list(place.snapDir()).stream()
        .filter(p -> p.toString().endsWith(".snap"))
        .findFirst()
        .orElseThrow();
  }

  /// Overwrites bytes of a file.
  static void put(Path file, long offset, byte... bytes) throws IOException {
    try (RandomAccessFile target = new RandomAccessFile(file.toFile(), "rw")) {
      target.seek(offset);
      target.write(bytes);
    }
  }

  /// Adds a `.snap` beyond the end of the log, for which the log has no record.
  void addSnapshot(long index) throws IOException {
    SnapFile.write(disk, place.snapDir(), snapshot(index), Dialect.EXPLICIT_ZEROS);
  }

  private void write(List<String> urls, String name) throws IOException {
    MemberId id = new MemberId(name.equals("m2") ? 8 : 7);
    MemberChange change =
        new MemberChange(MemberRow.voter(id, urls, name), MemberChange.Intent.SET);
    Bytes conf =
        new ConfChange(0, ConfChangeType.ADD_NODE, id.value(), change.encode())
            .encode(Dialect.EXPLICIT_ZEROS);
    try (WalWriter wal =
        WalWriter.create(
            disk,
            place.walDir(),
            new WalMetadata(id.value(), cluster),
            Dialect.EXPLICIT_ZEROS,
            SEGMENT_BYTES)) {
      wal.save(List.of(new Entry(1, 1, EntryType.CONF_CHANGE, conf)), new HardState(2, 7, 1));
      for (int index = 2; index <= LAST; index++) {
        wal.save(
            List.of(new Entry(2, index, EntryType.NORMAL, put(index))), new HardState(2, 7, index));
        if (index == SNAPSHOT) {
          wal.saveSnapshot(new SnapshotPoint(index, 2, Optional.of(voters())));
        }
      }
      wal.force();
    }
    SnapFile.write(disk, place.snapDir(), snapshot(SNAPSHOT), Dialect.EXPLICIT_ZEROS);
  }

  private RaftSnapshot snapshot(long index) {
    return new RaftSnapshot(Bytes.ofUtf8("{}"), voters(), index, 2);
  }

  private static ConfState voters() {
    return new ConfState(List.of(7L), List.of(), List.of(), List.of(), false);
  }

  /// A request with field 4, a put: field 1 is the key, field 2 the value.
  private Bytes put(int index) {
    byte[] value = new byte[VALUE_BYTES];
    Arrays.fill(value, (byte) (index + cluster));
    Bytes key = field(1, Bytes.ofUtf8("key-" + index));
    return field(4, key.plus(field(2, Bytes.of(value))));
  }

  private static Bytes field(int number, Bytes content) {
    int length = content.length();
    Bytes head =
        length < 128
            ? Bytes.of((byte) (number << 3 | 2), (byte) length)
            : Bytes.of((byte) (number << 3 | 2), (byte) (length & 127 | 128), (byte) (length >> 7));
    return head.plus(content);
  }
}
