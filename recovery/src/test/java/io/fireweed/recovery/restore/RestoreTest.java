package io.fireweed.recovery.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.recovery.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a restore refuses, proves, and leaves behind.
class RestoreTest {
  private static final int IMAGE_BYTES = 32_768;

  private final Disk disk = new LocalDisk();

  @TempDir Path temporary;

  private Path snapshot = Path.of("");
  private byte[] original = {};

  @BeforeEach
  void expandSnapshot() throws IOException {
    snapshot = Fixtures.copyFile("v34-snapshot.db", temporary.resolve("snapshot.db"));
    original = Files.readAllBytes(snapshot);
  }

  @Test
  void theSnapshotStaysAsItIs() throws IOException {
    restore(target("m1"), Proof.DIGEST);
    assertThat(Files.readAllBytes(snapshot)).isEqualTo(original);
  }

  @Test
  void aDirectoryThatHoldsSomethingIsRefused() throws IOException {
    Path dir = Files.createDirectory(temporary.resolve("m1"));
    Files.writeString(dir.resolve("other"), "x");
    assertThatThrownBy(() -> restore(target("m1"), Proof.DIGEST))
        .isInstanceOf(RefusedException.class)
        .hasMessage("data-dir \"" + dir + "\" not empty or could not be read");
    assertThat(Files.readString(dir.resolve("other"))).isEqualTo("x");
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
    Path dir = Files.createFile(temporary.resolve("m1"));
    assertThatThrownBy(() -> restore(target("m1"), Proof.DIGEST))
        .isInstanceOf(RefusedException.class);
    assertThat(dir).isRegularFile();
  }

  @Test
  void aWalDirectoryThatExistsIsRefused() throws IOException {
    Path wal = Files.createDirectory(temporary.resolve("wal"));
    MemberDir places = MemberDir.of(temporary.resolve("m1"), wal);
    assertThatThrownBy(() -> restore(places, Proof.DIGEST))
        .isInstanceOf(RefusedException.class)
        .hasMessage("wal-dir \"" + wal + "\" exists");
  }

  @Test
  void anEmptyDirectoryIsFilledInPlace() throws IOException {
    Path dir = Files.createDirectory(temporary.resolve("m1"));
    Object before = Files.getAttribute(dir, "unix:ino");
    restore(target("m1"), Proof.DIGEST);
    assertThat(Files.getAttribute(dir, "unix:ino")).isEqualTo(before);
    assertThat(names(dir)).containsExactly("member");
  }

  @Test
  void theWalMayGoElsewhere() throws IOException {
    Path wal = temporary.resolve("fast/wal");
    MemberDir places = MemberDir.of(temporary.resolve("m1"), wal);
    restore(places, Proof.DIGEST);
    assertThat(names(wal)).containsExactly("0000000000000000-0000000000000000.wal");
    assertThat(names(places.memberDir())).containsExactly("snap");
    assertThat(names(temporary.resolve("fast"))).containsExactly("wal");
  }

  @Test
  void aWrongDigestLeavesNothingAndTheRetryWorks() throws IOException {
    byte[] damaged = original.clone();
    damaged[IMAGE_BYTES + 3] ^= 1;
    Files.write(snapshot, damaged);
    RestoreOutcome outcome = execute(target("m1"), Proof.DIGEST);
    assertThat(outcome).isInstanceOf(RestoreOutcome.DigestMismatch.class);
    assertThat(names(temporary)).containsExactly("snapshot.db");

    Files.write(snapshot, original);
    restore(target("m1"), Proof.DIGEST);
  }

  @Test
  void aFlippedByteAnywhereIsNeverRestored() throws IOException {
    for (int at = 0; at < original.length; at += 97) {
      byte[] damaged = original.clone();
      damaged[at] ^= 0x40;
      Files.write(snapshot, damaged);
      boolean restored;
      try {
        restored = execute(target("m1"), Proof.DIGEST) instanceof RestoreOutcome.Restored;
      } catch (Fault e) {
        assertThat(e.getMessage()).contains("snapshot.db").contains("expected");
        restored = false;
      }
      assertThat(restored).as("byte %d flipped", at).isFalse();
      assertThat(names(temporary)).as("byte %d flipped", at).containsExactly("snapshot.db");
    }
  }

  @Test
  void aSnapshotCutOffAnywhereIsNeverRestored() throws IOException {
    for (int length = 0; length < original.length; length += 113) {
      Files.write(snapshot, Arrays.copyOf(original, length));
      for (Proof proof : Proof.values()) {
        boolean restored;
        try {
          restored = execute(target("m1"), proof) instanceof RestoreOutcome.Restored;
        } catch (Fault e) {
          restored = false;
        }
        assertThat(restored).as("cut to %d bytes, %s", length, proof).isFalse();
        assertThat(names(temporary)).as("cut to %d", length).containsExactly("snapshot.db");
      }
    }
  }

  @Test
  void aPlainDbNeedsTheStructureAsProof() throws IOException {
    Files.write(snapshot, Arrays.copyOf(original, IMAGE_BYTES));
    assertThat(execute(target("m1"), Proof.DIGEST)).isEqualTo(new RestoreOutcome.DigestMissing());
    assertThat(names(temporary)).containsExactly("snapshot.db");
    restore(target("m1"), Proof.STRUCTURE);
  }

  @Test
  void whatIsNoDbOfEtcdIsRefused() throws IOException {
    Files.write(snapshot, new byte[65_536 + 32]);
    assertThatThrownBy(() -> execute(target("m1"), Proof.STRUCTURE))
        .isInstanceOf(CorruptException.class);
    assertThat(names(temporary)).containsExactly("snapshot.db");
  }

  @Test
  void whatAKilledRestoreLeftIsRemoved() throws IOException {
    Path hidden = Files.createDirectories(temporary.resolve(".m1.restoring/member/snap"));
    Files.writeString(hidden.resolve("db"), "half");
    Files.createFile(temporary.resolve(".m1.restoring/.owner"));
    Path wal = Files.createDirectories(temporary.resolve("wal"));
    Files.writeString(wal.resolve(".restoring"), temporary.resolve(".m1.restoring").toString());
    restore(MemberDir.of(temporary.resolve("m1"), wal), Proof.DIGEST);
    assertThat(names(temporary)).containsExactly("m1", "snapshot.db", "wal");
    assertThat(names(wal)).hasSize(1);
  }

  @Test
  void anotherRestoreThatIsStillAtWorkIsNotDisturbed() throws IOException {
    Path hidden = Files.createDirectories(temporary.resolve(".m1.restoring"));
    try (DiskFile owner = disk.create(hidden.resolve(".owner"))) {
      owner.lock(LockMode.EXCLUSIVE);
      assertThatThrownBy(() -> restore(target("m1"), Proof.DIGEST))
          .isInstanceOf(RefusedException.class);
    }
    assertThat(hidden.resolve(".owner")).exists();
  }

  @Test
  void noMemberIsPlacedWhenOneOfThemCannotBe() throws IOException {
    Path dir = Files.createDirectory(temporary.resolve("m2"));
    Files.writeString(dir.resolve("other"), "x");
    MembersFile members =
        MembersFile.ofPairs("m1=http://127.0.0.1:2380,m2=http://127.0.0.1:2480", "t");
    RestorePlan plan = RestorePlan.ofAll(snapshot, members, temporary, Proof.DIGEST);
    assertThatThrownBy(() -> new Restore(disk, Progress.NONE).execute(plan))
        .isInstanceOf(RefusedException.class);
    assertThat(names(temporary)).containsExactly("m2", "snapshot.db");
  }

  @Test
  void twoMembersInOneDirectoryAreRefused() {
    String yaml =
        """
        members:
          - {name: m1, peerURLs: [http://h1:1], dir: /d}
          - {name: m2, peerURLs: [http://h2:1], dir: /d/../d}
        """;
    MembersFile members = MembersFile.ofYaml(yaml, "members.yaml");
    assertThatThrownBy(() -> RestorePlan.ofAll(snapshot, members, temporary, Proof.DIGEST))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("found twice");
  }

  private MemberDir target(String name) {
    return MemberDir.of(temporary.resolve(name));
  }

  private void restore(MemberDir places, Proof proof) throws IOException {
    assertThat(execute(places, proof)).isInstanceOf(RestoreOutcome.Restored.class);
    assertThat(places.db()).exists();
  }

  private RestoreOutcome execute(MemberDir places, Proof proof) throws IOException {
    RestorePlan plan =
        RestorePlan.ofOne(
            snapshot,
            new RestorePlan.OneMember(
                "m1", "m1=http://127.0.0.1:2380", "etcd-cluster", "http://127.0.0.1:2380"),
            places,
            proof,
            _ -> Optional.empty());
    return new Restore(disk, Progress.NONE).execute(plan);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
