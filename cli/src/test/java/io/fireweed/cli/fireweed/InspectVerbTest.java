package io.fireweed.cli.fireweed;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectVerbTest {
  private static final String WAL = "0000000000000000-0000000000000000.wal";
  private static final String SNAP = "member/snap/0000000000000001-0000000000000003.snap";

  @TempDir Path scratch;

  private Path copy(String fixture, String name) {
    return Fixtures.copyFile(fixture, scratch.resolve(name));
  }

  @Test
  void everyKindOfFileIsKnownByItsContent() {
    assertThat(FireweedRun.of("inspect", copy("v34-snapshot.db", "a")).requireExit(0).out())
        .contains("kind      db snapshot, SHA-256 right")
        .contains("meta 0    transaction ", ", current")
        .contains("bucket    key: 15 rows", "structure sound");
    assertThat(FireweedRun.of("inspect", copy("v34-dirty/member/wal/" + WAL, "b")).out())
        .contains("kind      wal-segment", "log       entries 1 to 10");
    assertThat(FireweedRun.of("inspect", copy("v34-restored/m1/" + SNAP, "c")).requireExit(0).out())
        .contains("kind      raft-snapshot, checksum right", "entry     3, term 1")
        .contains("b71f75320dc06a6c");
    Path directory = Fixtures.copyTree("v34-segments", scratch.resolve("d"));
    assertThat(FireweedRun.of("inspect", directory.resolve("member/wal")).requireExit(0).out())
        .contains("kind      wal-directory", "log       entries 1 to 75", "verdict   whole");
    assertThat(FireweedRun.of("inspect", directory).requireExit(3).err())
        .contains("hint: fireweed doctor " + directory);
  }

  @Test
  void recordsAreShownByWhatTheyAskForWithoutPasswords() {
    Path wal = copy("v34-auth/" + WAL, WAL);
    FireweedRun run = FireweedRun.of("inspect", wal, "--records").requireExit(0);
    assertThat(run.out())
        .contains("metadata  member 10e908d3ae25c30c")
        .contains(" put foo (3 bytes)", " delete_range foo", " auth_user_add", " alarm")
        .contains("conf_change ADD_LEARNER_NODE member ")
        .doesNotContain("rootpw");
    assertThat(FireweedRun.of("inspect", wal, "--records", "--limit=3", "-wjson").lines())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("{\"file\":\"" + WAL + "\",\"offset\":0,\"type\":\"crc\"");
  }

  @Test
  void pagesAndRowsAreShown() {
    Path db = copy("v34-single/member/snap/db", "db");
    assertThat(FireweedRun.of("inspect", db, "--pages").requireExit(0).lines().get(1))
        .isEqualTo("           0            0 meta      meta              0      1");
    assertThat(FireweedRun.of("inspect", db, "--pages", "-wjson").requireExit(0).out())
        .contains("\"use\":\"tree\",\"type\":\"leaf\"");
    assertThat(FireweedRun.of("inspect", db, "--page", 0).requireExit(0).out())
        .contains("header    id 0, meta")
        .contains("00000010  ed da 0c ed 02 00 00 00");
    assertThat(FireweedRun.of("inspect", db, "--bucket", "key", "--limit=1").requireExit(0).out())
        .startsWith("rev={Revision:{Main:3 Sub:0} tombstone:false}, value=[key \"b\"");
    FireweedRun.of("inspect", db, "--bucket", "nothing").requireExit(5);
    FireweedRun.of("inspect", db, "--page", 1_000_000).requireExit(5);
    FireweedRun.of("inspect", db, "--records").requireExit(2);
    FireweedRun.of("inspect", db, "--pages", "--page", 1).requireExit(2);
    FireweedRun.of("inspect", scratch.resolve("none")).requireExit(5);
  }

  @Test
  void damageIsANormalInput() {
    byte[] db = Fixtures.bytes("v34-snapshot.db");
    byte[] wal = Fixtures.head("v34-single/member/wal/" + WAL, 8192);
    byte[] snap = Fixtures.bytes("v34-restored/m1/" + SNAP);
    SeededRandom.check(
        60,
        random -> {
          byte[] source = new byte[][] {db, wal, snap}[random.nextInt(3)];
          byte[] bytes = Arrays.copyOf(source, 1 + random.nextInt(source.length));
          for (int flips = random.nextInt(8); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          }
          Path file = scratch.resolve("damaged");
          Files.write(file, bytes);
          for (String flag : new String[] {"--pages", "--records", "--page=3", "--bucket=key"}) {
            assertAnswers(FireweedRun.of("inspect", file, flag));
          }
          assertAnswers(FireweedRun.of("inspect", file));
          assertAnswers(FireweedRun.of("inspect", file, "-w", "json"));
          assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        });
  }

  private static void assertAnswers(FireweedRun run) throws IOException {
    assertThat(run.exitCode()).as("%s", run).isIn(0, 2, 3, 5);
    assertThat(run.err()).doesNotContain("defect", "\tat ");
  }
}
