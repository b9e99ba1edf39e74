package io.fireweed.cli.fireweed;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.disk.LockMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The verbs `salvage`, `verify` and `restore` as a person calls them.
class RecoveryVerbsTest {
  private static final String THREE =
      "m1=http://127.0.0.1:2380,m2=http://127.0.0.1:2480,m3=http://127.0.0.1:2580";

  @TempDir Path scratch;
  private Path snapshot;
  private Path dirty;

  @BeforeEach
  void expand() {
    snapshot = Fixtures.copyFile("v34-snapshot.db", scratch.resolve("backup.db"));
    dirty = Fixtures.copyTree("v34-dirty", scratch.resolve("dirty"));
  }

  private Path out(String name) {
    return scratch.resolve(name);
  }

  @Test
  void aDirectoryThatIsNoMembersIsCalledWhatItIs() throws IOException {
    for (String verb : new String[] {"verify", "ls"}) {
      assertThat(FireweedRun.of(verb, scratch).requireExit(5).err())
          .contains("expected the data directory of a member, found a directory without one named")
          .contains("hint: to look at a file in it, name the file: fireweed verify " + snapshot);
      assertThat(FireweedRun.of(verb, dirty.resolve("member")).requireExit(5).err())
          .contains("hint: this is the member directory itself: give the one that holds it");
    }
    Files.delete(dirty.resolve("member/snap/db"));
    assertThat(FireweedRun.of("verify", dirty).requireExit(5).err())
        .contains("expected the db of a member, found none")
        .contains("hint: fireweed doctor " + dirty);
  }

  @Test
  void aMemberNameNeverLeadsOutOfTheOutputDirectory() throws IOException {
    String tooLong = "x".repeat(241);
    for (String name : new String[] {"../evil", "a/b", "", ".", "..", "a\nb", tooLong}) {
      FireweedRun run =
          FireweedRun.of(
              "restore", snapshot, "--members", name + "=http://h:1", "--output-dir", out("o"));
      assertThat(run.requireExit(2).err()).contains("expected a name that can be a directory");
      assertThat(out("o")).doesNotExist();
    }
    Path file =
        Files.writeString(
            out("m.yaml"), "members:\n  - name: ../evil\n    peerURLs: [http://h:1]\n");
    FireweedRun.of("restore", snapshot, "--members", file, "--output-dir", out("o")).requireExit(2);
    String longest = "x".repeat(240);
    FireweedRun.of(
            "restore", snapshot, "--members", longest + "=http://h:1", "--output-dir", out("o"))
        .requireExit(0);
    assertThat(out("o").resolve(longest)).isDirectory();
    assertThat(scratch.resolve("evil")).doesNotExist();
  }

  @Test
  void anOutputThatCannotBeIsRefusedBeforeAnyWork() {
    String members = "a=http://h:1";
    FireweedRun.of("restore", snapshot, "--members", members, "--output-dir", snapshot)
        .requireExit(4);
    FireweedRun.of("restore", snapshot, "--members", "a=b", "--output-dir", out("o"))
        .requireExit(2);
    FireweedRun bump =
        FireweedRun.of(
            "restore",
            snapshot,
            "--members",
            members,
            "--output-dir",
            out("o"),
            "--bump",
            Long.MAX_VALUE);
    assertThat(bump.requireExit(4).err())
        .contains("bump expected at most 9223372036854775793 above revision 14");
    assertThat(FireweedRun.of("salvage", dirty, "-o", out("none/s.db")).requireExit(5).err())
        .contains(out("none") + ": expected a directory for --output, found none")
        .contains("hint: mkdir -p " + out("none"));
  }

  @Test
  void whatMattersIsToldBeforeWhatIsNormal() throws IOException {
    Path walDir = dirty.resolve("member/wal");
    Path segment = walDir.resolve("0000000000000000-0000000000000000.wal");
    Files.write(walDir.resolve("0.tmp"), new byte[512]);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length - 1] = 1;
    Files.write(segment, bytes);
    assertThat(FireweedRun.of("inspect", walDir).lines())
        .filteredOn(line -> line.startsWith("found "))
        .hasSizeGreaterThan(1)
        .last()
        .asString()
        .startsWith("found     note: ")
        .contains("0.tmp");
  }

  @Test
  void salvageWritesWhatIsProvenAndSaysSo() {
    FireweedRun run = FireweedRun.of("salvage", dirty, "--output", out("s.db")).requireExit(0);
    assertThat(run.out())
        .contains("the only voter's log, all intact entries")
        .contains("wrote     " + out("s.db") + ": revision 6")
        .contains("proven    no acknowledged write is missing");
    assertThat(FireweedRun.of("ls", out("s.db")).requireExit(0).lines())
        .hasSize(6)
        .last()
        .asString()
        .endsWith("  k5");
    FireweedRun.of("verify", out("s.db")).requireExit(0);
  }

  @Test
  void salvagePlanWritesNothing() {
    FireweedRun run =
        FireweedRun.of("salvage", dirty, "--output", out("s.db"), "--plan", "-w", "json")
            .requireExit(0);
    assertThat(run.out())
        .startsWith("{\"survivors\":[{\"dir\":\"" + dirty + "\"")
        .contains("\"limit\":10")
        .endsWith("\"losses\":[],\"proven\":true}\n");
    assertThat(out("s.db")).doesNotExist();
  }

  @Test
  void salvageOfAMinorityIsNeverCalledProven() {
    Path alone = Fixtures.copyTree("v34-restored/m1", scratch.resolve("m1"));
    FireweedRun run = FireweedRun.of("salvage", alone, "--output", out("s.db"));
    assertThat(run.exitCode()).isIn(3, 4);
    assertThat(run.out() + run.err()).contains("1 of 3 voters");
  }

  @Test
  void salvageRefusesWhatItCannotOrShouldNotDo() throws IOException {
    FireweedRun.of("salvage", scratch.resolve("none"), "-o", out("s.db")).requireExit(5);
    FireweedRun.of("salvage", dirty).requireExit(2);
    FireweedRun.of("salvage", "-o", out("s.db")).requireExit(2);
    FireweedRun.of("salvage", dirty, "-o", out("s.db"), "--uncommitted", "some").requireExit(2);
    FireweedRun.of("salvage", dirty, "-o", out("s.db"), "--wal-dir", "a,b").requireExit(2);
    FireweedRun.of("salvage", dirty, "-o", out("s.db"), "--from", out("none")).requireExit(5);
    Path db = dirty.resolve("member/snap/db");
    try (DiskFile held = new LocalDisk().openWrite(db)) {
      held.lock(LockMode.EXCLUSIVE);
      FireweedRun.of("salvage", dirty, "-o", out("s.db")).requireExit(4);
    }
    Files.write(out("s.db"), new byte[] {1});
    FireweedRun.of("salvage", dirty, "-o", out("s.db")).requireExit(4);
    assertThat(Files.size(out("s.db"))).isEqualTo(1);
    Files.delete(db);
    new LocalDisk().deleteTree(dirty.resolve("member/wal"));
    FireweedRun.of("salvage", dirty, "-o", out("other.db")).requireExit(3);
    assertThat(out("other.db")).doesNotExist();
  }

  @Test
  void verifyTellsSoundFromDamaged() throws IOException {
    assertThat(FireweedRun.of("verify", snapshot).requireExit(0).out())
        .contains("sha256 ", ", right", "status hash ffa7de51", "hashkv     1823695027", "sound");
    assertThat(FireweedRun.of("verify", snapshot, "-w", "json").requireExit(0).out())
        .contains("\"sound\":true", "\"hash\":4289191505", "\"hash_kv\":1823695027");
    assertThat(FireweedRun.of("verify", dirty).requireExit(0).out())
        .contains("no digest vouches for its bytes");
    byte[] bytes = Files.readAllBytes(snapshot);
    bytes[bytes.length - 1] ^= 1;
    Files.write(snapshot, bytes);
    assertThat(FireweedRun.of("verify", snapshot).requireExit(3).out())
        .contains("verdict    damaged");
    Files.write(snapshot, new byte[0]);
    FireweedRun.of("verify", snapshot).requireExit(3);
    FireweedRun.of("verify", scratch.resolve("none")).requireExit(5);
    FireweedRun.of("verify").requireExit(2);
    FireweedRun.of("verify", snapshot, "-w", "xml").requireExit(2);
  }

  @Test
  void aPlanTellsWhatTheReleaseWouldStumbleOver() {
    Path db = Fixtures.copyFile("v37-auth/db", scratch.resolve("newer.db"));
    FireweedRun plan =
        FireweedRun.of(
                "restore",
                db,
                "--skip-hash-check",
                "--members",
                THREE,
                "--output-dir",
                out("new"),
                "--format",
                "3.6",
                "--plan")
            .requireExit(0);
    assertThat(plan.out())
        .contains("remark    meta/storageVersion 3.7.0 lowered to 3.6.0")
        .contains("of member 10e908d3ae25c30c removed");
    assertThat(out("new")).doesNotExist();
  }

  @Test
  void restoreBuildsEveryMemberOfACluster() throws IOException {
    FireweedRun plan =
        FireweedRun.of(
                "restore", snapshot, "--members", THREE, "--output-dir", out("new"), "--plan")
            .requireExit(0);
    assertThat(plan.out()).contains("b71f75320dc06a6c", "11bff47b8baf3ee9", "2daa54f17ef01167");
    assertThat(out("new")).doesNotExist();
    FireweedRun run =
        FireweedRun.of("restore", snapshot, "--members", THREE, "--output-dir", out("new"))
            .requireExit(0);
    assertThat(run.out()).contains("revision 14");
    try (var made = Files.list(out("new"))) {
      assertThat(made.filter(Files::isDirectory)).hasSize(3);
    }
    FireweedRun.of("restore", snapshot, "--members", THREE, "--output-dir", out("new"))
        .requireExit(4);
  }

  @Test
  void restoreRefusesWithTheCodeOfTheReason() throws IOException {
    FireweedRun.of("restore", snapshot).requireExit(2);
    FireweedRun.of("restore", snapshot, "--members", THREE, "--bump", "x").requireExit(2);
    FireweedRun.of("restore", snapshot, "--members", THREE, "--format", "2.3").requireExit(2);
    FireweedRun.of(
            "restore", snapshot, "--members", THREE, "--output-dir", out("new"), "--bump", "auto")
        .requireExit(4);
    FireweedRun.of("restore", out("none"), "--members", THREE, "--output-dir", out("new"))
        .requireExit(5);
    byte[] bytes = Files.readAllBytes(snapshot);
    bytes[bytes.length - 1] ^= 1;
    Files.write(snapshot, bytes);
    FireweedRun.of("restore", snapshot, "--members", THREE, "--output-dir", out("new"))
        .requireExit(3);
    assertThat(out("new").resolve("m1.etcd")).doesNotExist();
  }

  @Test
  void doctorAnswersWithItsVerdict() throws IOException {
    assertThat(FireweedRun.of("doctor", dirty).requireExit(0).out()).contains("verdict    healthy");
    Files.delete(dirty.resolve("member/snap/db"));
    FireweedRun damaged = FireweedRun.of("doctor", dirty, "-w", "json").requireExit(3);
    assertThat(damaged.out())
        .contains("\"verdict\":\"damaged\"", "\"cause\":\"db-missing\"", "fireweed salvage");
    FireweedRun.of("doctor", scratch.resolve("none")).requireExit(5);
    FireweedRun.of("doctor", snapshot).requireExit(5);
    FireweedRun.of("doctor").requireExit(2);
  }
}
