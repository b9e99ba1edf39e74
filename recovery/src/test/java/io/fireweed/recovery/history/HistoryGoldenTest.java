package io.fireweed.recovery.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.KeyRange;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The history of v34-snapshot: puts, deletes, a transaction and a lease,
/// compacted at 6, ending at revision 14.
class HistoryGoldenTest {
  private final LocalDisk disk = new LocalDisk();

  @TempDir Path scratch;

  private History open(String fixture) throws IOException {
    Path file = scratch.resolve(fixture.replace('/', '-'));
    return History.open(disk, Fixtures.copyFile(fixture, file), History.Trust.DIGEST);
  }

  private static List<String> keys(History history, long revision, String prefix) {
    List<String> keys = new ArrayList<>();
    try (Moment moment = history.at(revision, KeyRange.ofPrefix(Bytes.ofUtf8(prefix)))) {
      MomentCursor cursor = moment.cursor();
      while (cursor.next()) {
        keys.add(
            cursor.key().toUtf8()
                + " v"
                + cursor.version()
                + " "
                + cursor.createRevision()
                + ".."
                + cursor.modRevision());
      }
    }
    return keys;
  }

  private static List<String> log(History history, String key) {
    List<String> events = new ArrayList<>();
    history.log(Bytes.ofUtf8(key), history.revision(), event -> events.add(text(event)));
    return events;
  }

  private static String text(KeyEvent event) {
    return switch (event) {
      case KeyEvent.Put(var at, var row) -> at + " v" + row.version() + " " + row.value().toUtf8();
      case KeyEvent.Tombstone(var at, _) -> at + " deleted";
    };
  }

  @Test
  void everyReadableRevisionShowsTheKeysOfThatTime() throws IOException {
    try (History history = open("v34-snapshot.db")) {
      assertThat(history.revision()).isEqualTo(14);
      assertThat(history.compactRevision()).hasValue(6);
      assertThat(keys(history, 6, ""))
          .containsExactly("a v2 2..4", "b v1 3..3", "dir/x v1 5..5", "dir/y v1 6..6");
      assertThat(keys(history, 8, ""))
          .containsExactly("a v2 2..4", "b v1 8..8", "dir/x v1 5..5", "dir/y v1 6..6");
      assertThat(keys(history, 9, "")).containsExactly("a v2 2..4", "b v1 8..8");
      assertThat(keys(history, 14, ""))
          .containsExactly("a v3 2..13", "big v1 12..12", "leased v1 11..11", "t1 v1 10..10");
      assertThat(keys(history, 8, "dir/")).containsExactly("dir/x v1 5..5", "dir/y v1 6..6");
    }
  }

  @Test
  void oneKeyIsFoundAsItStood() throws IOException {
    try (History history = open("v34-snapshot.db")) {
      assertThat(history.find(Bytes.ofUtf8("a"), 12).orElseThrow().value().toUtf8()).isEqualTo("2");
      assertThat(history.find(Bytes.ofUtf8("a"), 14).orElseThrow().value().toUtf8()).isEqualTo("3");
      assertThat(history.find(Bytes.ofUtf8("t2"), 13)).isPresent();
      assertThat(history.find(Bytes.ofUtf8("t2"), 14)).isEmpty();
      assertThat(history.find(Bytes.ofUtf8("never"), 14)).isEmpty();
      assertThat(history.find(Bytes.EMPTY, 14)).isEmpty();
      assertThat(history.find(Bytes.ofUtf8("leased"), 14).orElseThrow().lease())
          .isEqualTo(0x430ca1fa8b445a0fL);
    }
  }

  @Test
  void theLogOfAKeyShowsGenerationsAndTombstones() throws IOException {
    try (History history = open("v34-tombstone/db")) {
      assertThat(log(history, "k")).containsExactly("6/0 v1 3", "8/0 deleted");
      assertThat(log(history, "z")).containsExactly("3/0 v1 1", "9/0 v2 9");
    }
    try (History history = open("v35-tombstone/db")) {
      assertThat(log(history, "k")).containsExactly("5/0 deleted", "6/0 v1 3", "8/0 deleted");
    }
  }

  @Test
  void theRowOfARaisedRevisionIsNoKey() throws IOException {
    try (History history = open("v35-bump/db")) {
      assertThat(history.revision()).isEqualTo(1_000_014);
      assertThat(keys(history, 1_000_014, "")).hasSize(4).noneMatch(key -> key.startsWith(" "));
      assertThatThrownBy(() -> history.requireReadable(14)).isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void compactedAndFutureRevisionsAreRefused() throws IOException {
    try (History history = open("v34-snapshot.db")) {
      for (long wrong : new long[] {Long.MIN_VALUE, -1, 0, 5, 15, Long.MAX_VALUE}) {
        assertThatThrownBy(() -> history.find(Bytes.ofUtf8("a"), wrong))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("found " + wrong);
      }
      assertThatThrownBy(() -> history.at(5, KeyRange.all()))
          .hasMessageContaining("from 6 to 14")
          .hasMessageContaining("compacted");
    }
  }

  @Test
  void twoMomentsDifferByWhatHappenedBetween() throws IOException {
    try (History history = open("v34-snapshot.db");
        Moment early = history.at(8, KeyRange.all());
        Moment late = history.at(14, KeyRange.all())) {
      List<String> differences = new ArrayList<>();
      MomentDiff counts =
          MomentDiff.compare(early, late, difference -> differences.add(text(difference)));
      assertThat(differences)
          .containsExactly("~a", "-b", "+big", "-dir/x", "-dir/y", "+leased", "+t1");
      assertThat(counts).isEqualTo(new MomentDiff(3, 3, 1, 0, 0));
      assertThat(MomentDiff.compare(late, late, _ -> {})).isEqualTo(new MomentDiff(0, 0, 0, 0, 4));
    }
  }

  private static String text(KeyDifference difference) {
    return switch (difference) {
      case KeyDifference.Added(var row) -> "+" + row.key();
      case KeyDifference.Removed(var row) -> "-" + row.key();
      case KeyDifference.Changed(var row, _) -> "~" + row.key();
      case KeyDifference.Touched(var row, _) -> "=" + row.key();
    };
  }

  @Test
  void aWrongDigestIsRefusedUnlessLookedPast() throws IOException {
    Path file = Fixtures.copyFile("v34-snapshot.db", scratch.resolve("s.db"));
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bytes.length() - 1);
      int last = bytes.read();
      bytes.seek(bytes.length() - 1);
      bytes.write(last ^ 1);
    }
    assertThatThrownBy(() -> History.open(disk, file, History.Trust.DIGEST))
        .isInstanceOf(CorruptException.class);
    try (History history = History.open(disk, file, History.Trust.NONE)) {
      assertThat(history.revision()).isEqualTo(14);
    }
  }

  @Test
  void aFileThatAProgramHoldsIsRefused() throws IOException {
    Path file = Fixtures.copyFile("v34-single/member/snap/db", scratch.resolve("db"));
    try (DiskFile held = disk.openWrite(file)) {
      held.lock(LockMode.EXCLUSIVE);
      assertThatThrownBy(() -> History.open(disk, file, History.Trust.DIGEST))
          .isInstanceOf(RefusedException.class);
    }
    assertThatThrownBy(() -> History.open(disk, scratch.resolve("no"), History.Trust.DIGEST))
        .isInstanceOf(NotFoundException.class);
  }
}
