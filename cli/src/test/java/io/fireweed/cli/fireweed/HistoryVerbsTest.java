package io.fireweed.cli.fireweed;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryVerbsTest {
  @TempDir Path scratch;
  private Path snapshot;

  @BeforeEach
  void expand() {
    snapshot = Fixtures.copyFile("v34-snapshot.db", scratch.resolve("backup.db"));
  }

  @Test
  void lsShowsTheKeysOfARevision() {
    assertThat(FireweedRun.of("ls", snapshot).requireExit(0).lines())
        .containsExactly(
            "MOD REVISION  VERSION      BYTES  KEY",
            "          13        3          1  a",
            "          12        1       6000  big",
            "          11        1          2  leased",
            "          10        1          2  t1");
    assertThat(FireweedRun.of("ls", snapshot, "dir/", "--rev", 8).requireExit(0).lines())
        .containsExactly(
            "MOD REVISION  VERSION      BYTES  KEY",
            "           5        1          2  dir/x",
            "           6        1          2  dir/y");
    assertThat(FireweedRun.of("ls", snapshot + "@rev:8", "dir/", "--limit=1", "--values").lines())
        .last()
        .isEqualTo("           5        1          2  dir/x = x1");
    assertThat(FireweedRun.of("ls", snapshot, "nothing/").requireExit(0).out()).isEmpty();
  }

  @Test
  void lsPrintsOneJsonObjectAKey() {
    assertThat(FireweedRun.of("ls", snapshot, "l", "-w", "json").requireExit(0).lines())
        .containsExactly(
            "{\"key\":\"leased\",\"key_base64\":\"bGVhc2Vk\",\"create_revision\":11,"
                + "\"mod_revision\":11,\"version\":1,\"lease\":\"430ca1fa8b445a0f\","
                + "\"value_bytes\":2}");
  }

  @Test
  void getShowsAKeyAsItStood() {
    assertThat(FireweedRun.of("get", snapshot, "a", "--rev", 9).requireExit(0).lines())
        .containsExactly(
            "key       a",
            "created   revision 2",
            "modified  revision 4",
            "version   2",
            "lease     0",
            "value     2");
    assertThat(FireweedRun.of("get", snapshot, "61", "--hex", "-wjson").requireExit(0).lines())
        .containsExactly(
            "{\"key\":\"a\",\"key_base64\":\"YQ==\",\"create_revision\":2,\"mod_revision\":13,"
                + "\"version\":3,\"lease\":\"0\",\"value_bytes\":1,\"value\":\"3\","
                + "\"value_base64\":\"Mw==\"}");
    assertThat(FireweedRun.of("get", snapshot, "a", "--value-only").requireExit(0).out())
        .isEqualTo("3");
  }

  @Test
  void logShowsPutsAndTombstones() {
    FireweedRun run = FireweedRun.of("log", snapshot, "b").requireExit(0);
    assertThat(run.lines())
        .containsExactly(
            "    REVISION EVENT    VERSION            LEASE  VALUE",
            "         3/0 put            1                0  two",
            "         7/0 delete",
            "         8/0 put            1                0  again",
            "        10/2 delete");
    assertThat(run.err()).contains("note: events below revision 6 may be compacted away");
    assertThat(FireweedRun.of("log", snapshot, "t2", "-w", "json").requireExit(0).lines().getLast())
        .startsWith("{\"revision\":14,\"sub\":0,\"event\":\"delete\",\"key\":\"t2\"");
  }

  @Test
  void diffComparesTwoMomentsOfOneFile() {
    FireweedRun run =
        FireweedRun.of("diff", snapshot + "@rev:8", snapshot + "@rev:14").requireExit(0);
    assertThat(run.lines().stream().map(line -> line.split("  ", 2)[0]))
        .startsWith("~ a", "- b", "+ big", "- dir/x", "- dir/y", "+ leased", "+ t1");
    assertThat(run.lines().getLast())
        .isEqualTo(
            "3 added, 3 removed, 1 changed, 0 with one value and other revisions, 0 the same");
    assertThat(
            FireweedRun.of("diff", snapshot + "@rev:8", snapshot, "a", "-w", "json")
                .requireExit(0)
                .lines())
        .containsExactly(
            "{\"difference\":\"changed\",\"key\":\"a\",\"key_base64\":\"YQ==\","
                + "\"before\":{\"create_revision\":2,\"mod_revision\":4,\"version\":2,"
                + "\"lease\":\"0\",\"value_bytes\":1,\"value\":\"2\",\"value_base64\":\"Mg==\"},"
                + "\"after\":{\"create_revision\":2,\"mod_revision\":13,\"version\":3,"
                + "\"lease\":\"0\",\"value_bytes\":1,\"value\":\"3\",\"value_base64\":\"Mw==\"}}",
            "{\"before_revision\":8,\"after_revision\":14,\"added\":0,\"removed\":0,\"changed\":1,"
                + "\"touched\":0,\"same\":0}");
  }

  @Test
  void compactedFutureAbsentAndWrongAnswerWithTheirOwnCodes() throws IOException {
    assertThat(FireweedRun.of("ls", snapshot, "--rev", 5).requireExit(4).err())
        .contains("revision expected from 6 to 14, found 5")
        .contains("hint: an older snapshot");
    assertThat(FireweedRun.of("get", snapshot + "@rev:15", "a").requireExit(4).err())
        .contains("expected at most 14, found 15");
    FireweedRun.of("log", snapshot, "never").requireExit(5);
    FireweedRun.of("get", snapshot, "b").requireExit(5);
    FireweedRun.of("get", scratch.resolve("none"), "b").requireExit(5);
    FireweedRun.of("ls", scratch.resolve("none.etcd")).requireExit(5);
    FireweedRun.of("get", snapshot).requireExit(2);
    FireweedRun.of("ls", snapshot + "@rev:x").requireExit(2);
    FireweedRun.of("ls", snapshot + "@rev:8", "--rev", 9).requireExit(2);
    FireweedRun.of("ls", snapshot, "--rev=-1").requireExit(2);
    FireweedRun.of("ls", snapshot, "6", "--hex").requireExit(2);
    FireweedRun.of("ls", snapshot, "-w", "xml").requireExit(2);
    FireweedRun.of("diff", snapshot, "").requireExit(2);
    Path damaged = scratch.resolve("damaged.db");
    byte[] bytes = Files.readAllBytes(snapshot);
    bytes[20_000] ^= 1;
    Files.write(damaged, bytes);
    assertThat(FireweedRun.of("ls", damaged).requireExit(3).err()).contains("sha256");
    Files.write(damaged, List.of("not a db"));
    FireweedRun.of("ls", damaged).requireExit(3);
  }

  @Test
  void theDbOfADirectoryIsReadAndItsNewerLogIsTold() {
    Path directory = Fixtures.copyTree("v34-dirty", scratch.resolve("m1"));
    FireweedRun run = FireweedRun.of("ls", directory).requireExit(0);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("the WAL with entry 10")
        .contains("fireweed salvage " + directory + " --output FILE");
  }
}
