package io.fireweed.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.it.hostile.DeadMember.Salvaged;
import io.fireweed.it.hostile.Tool.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Damaged data directories given to salvage: classified, never a crash or a hang, and never called
/// whole when they are not.
@Timeout(120)
class DeadMemberTest {
  /// The fourth record: an entry of 110 bytes at 80.
  private static final int ENTRY = 80;

  /// The record of entry 8, in the middle of those that only the WAL holds.
  private static final int MIDDLE = 824;

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  /// How a directory is damaged further.
  interface Harm {
    void to(DeadMember member) throws IOException;
  }

  /// @param whole whether nothing is lost by it, and salvage may say so
  /// @param words what salvage must print, as a pattern
  record Case(String name, boolean whole, String words, Harm harm) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("nothing", true, "", member -> {}),
        new Case("zeroed length", false, "", m -> m.putLong(MIDDLE, 0)),
        new Case("zeroed sector", false, "", m -> m.put(512, new byte[512])),
        new Case("length of 2^55", false, "", m -> m.putLong(MIDDLE, 1L << 55)),
        new Case("length past the end", false, "", m -> m.putLong(MIDDLE, 100_000)),
        new Case("negative length", false, "", m -> m.putLong(MIDDLE, -8)),
        new Case("crc break", false, "checksum", m -> m.put(MIDDLE + 30, (byte) 0x55)),
        new Case("crc break in the first entry", false, "", m -> m.put(ENTRY + 40, (byte) 0x55)),
        new Case("metadata damaged", false, "", m -> m.put(30, (byte) 0x55)),
        new Case("metadata zeroed", false, "", m -> m.put(16, new byte[40])),
        new Case("segment of zeros", false, "", m -> m.put(0, new byte[2048])),
        new Case("empty segment", false, "", m -> Files.write(m.segment(), new byte[0])),
        new Case("segment of one byte", false, "", m -> Files.write(m.segment(), new byte[1])),
        new Case("no segment", false, "", m -> Files.delete(m.segment())),
        new Case("no WAL", false, "", m -> delete(m.wal(), m.segment())),
        new Case(
            "WAL that is a file",
            false,
            "",
            m -> {
              delete(m.wal(), m.segment());
              Files.write(m.wal(), new byte[100]);
            }),
        new Case("segment still .tmp", false, "", m -> rename(m, "1.wal.tmp")),
        new Case("segment kept as .broken", false, "", m -> rename(m, m.segment() + ".broken")),
        new Case("misnamed segment", false, "", m -> rename(m, "segment.wal")),
        new Case(
            "segment under a later number",
            false,
            "",
            m -> rename(m, "0000000000000003-0000000000000044.wal")),
        new Case(
            "segment twice, under two numbers",
            false,
            "",
            m -> Files.copy(m.segment(), m.wal().resolve("0000000000000001-000000000000000b.wal"))),
        new Case(
            "stray files beside",
            true,
            "",
            m -> {
              Files.write(m.wal().resolve("0.tmp"), new byte[64]);
              Files.write(m.wal().resolve("notes.txt"), new byte[64]);
              Files.write(m.db().resolveSibling("db.part"), new byte[64]);
            }),
        new Case(
            "directory in place of the segment",
            false,
            "",
            m -> {
              Files.delete(m.segment());
              Files.createDirectory(m.segment());
            }),
        new Case(
            "symbolic link to itself as segment",
            false,
            "",
            m -> {
              Files.delete(m.segment());
              Files.createSymbolicLink(m.segment(), m.segment());
            }),
        new Case(
            "link to nowhere as segment",
            false,
            "",
            m -> {
              Files.delete(m.segment());
              Files.createSymbolicLink(m.segment(), Path.of("/nonexistent"));
            }),
        new Case("pipe as segment", false, "", m -> pipe(m.segment())),
        new Case(
            "/dev/zero as segment",
            false,
            "",
            m -> {
              Files.delete(m.segment());
              Files.createSymbolicLink(m.segment(), Path.of("/dev/zero"));
            }),
        new Case("no db", false, "", m -> Files.delete(m.db())),
        new Case("empty db", false, "", m -> Files.write(m.db(), new byte[0])),
        new Case("db of zeros", false, "", m -> Files.write(m.db(), new byte[20480])),
        new Case("db cut off", false, "", m -> cut(m.db(), 12_000)),
        new Case(
            "db that is a directory",
            false,
            "",
            m -> {
              Files.delete(m.db());
              Files.createDirectory(m.db());
            }),
        new Case(
            "db that links to itself",
            false,
            "",
            m -> {
              Files.delete(m.db());
              Files.createSymbolicLink(m.db(), m.db());
            }),
        new Case("db that is a pipe", false, "", m -> pipe(m.db())),
        new Case(
            "garbage .snap",
            true,
            "",
            m ->
                Files.write(
                    m.db().resolveSibling("0000000000000002-0000000000000009.snap"), new byte[99])),
        new Case(
            "directory named .snap",
            true,
            "",
            m ->
                Files.createDirectory(
                    m.db().resolveSibling("0000000000000002-0000000000000009.snap"))),
        new Case(
            "garbage .snap.db",
            true,
            "",
            m -> Files.write(m.db().resolveSibling("0000000000000009.snap.db"), new byte[99])));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isClassifiedAndNeverCalledWholeWhenItIsNot(Case damage) throws IOException {
    DeadMember member = new DeadMember(folder);
    damage.harm().to(member);
    Salvaged salvaged = member.salvage();
    if (salvaged.calledWhole()) {
      assertThat(salvaged.revision()).as("%s", salvaged).isEqualTo(DeadMember.WHOLE);
    }
    assertThat(salvaged.calledWhole() || !damage.whole()).as("%s", salvaged).isTrue();
    assertThat(salvaged.said().text().toLowerCase(java.util.Locale.ROOT))
        .containsPattern("(?s)" + damage.words());
  }

  /// The db of this member is empty and whole: what is damaged is told, and nothing is called
  /// healthy.
  @ParameterizedTest
  @MethodSource("cases")
  void theDoctorNamesWhatIsDamaged(Case damage) throws IOException {
    DeadMember member = new DeadMember(folder);
    Map<String, String> before = member.files();
    damage.harm().to(member);
    Map<String, String> after = member.files();
    Set<String> touched = new TreeSet<>(before.keySet());
    touched.addAll(after.keySet());
    touched.removeIf(
        path ->
            Objects.equals(before.get(path), after.get(path))
                || path.endsWith("/member/wal") && !damage.name().startsWith("WAL that")
                || path.endsWith("/member/snap"));
    Said said = member.doctor();
    if (touched.isEmpty()) {
      assertThat(said.out()).as("%s", said).contains("verdict    healthy");
      return;
    }
    assertThat(touched)
        .as("%s", said)
        .anyMatch(path -> said.text().contains(path) || said.text().contains(parent(path)));
    if (!damage.name().equals("stray files beside")) {
      assertThat(said.out()).as("%s", said).doesNotContain("healthy");
    }
  }

  private static String parent(String path) {
    return Path.of(path).resolveSibling("") + ":";
  }

  @Test
  void noFlippedBitOfTheLogLosesAWriteUnsaid() throws IOException {
    Random random = Thoroughness.random();
    int step = Thoroughness.step(5);
    int tried = 0;
    int whole = 0;
    DeadMember member = new DeadMember(folder);
    byte[] good = Files.readAllBytes(member.segment());
    for (int at = random.nextInt(step); at < DeadMember.LOG_END; at += step) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(member.segment(), bad);
      Salvaged salvaged = member.salvage("--uncommitted=keep");
      if (salvaged.calledWhole()) {
        whole++;
        assertThat(salvaged.revision())
            .as("byte %d: %s; %s", at, salvaged, Thoroughness.repeat(DeadMemberTest.class))
            .isEqualTo(DeadMember.WHOLE);
      }
      tried++;
    }
    Thoroughness.tell(
        DeadMemberTest.class,
        "0 of %d flipped logs lost a write unsaid; %d were still whole".formatted(tried, whole));
  }

  /// A log cannot know its own end: of a cut between two records only what follows in the db, or in
  /// another member, can tell. What is counted here is what etcd's own rules allow to see.
  @Test
  void everyTruncationOfTheLogIsSurvived() throws IOException {
    Random random = Thoroughness.random();
    int step = Thoroughness.step(7);
    int tried = 0;
    int told = 0;
    DeadMember member = new DeadMember(folder);
    byte[] good = Files.readAllBytes(member.segment());
    for (int length = random.nextInt(step); length < DeadMember.LOG_END; length += step) {
      Files.write(member.segment(), java.util.Arrays.copyOf(good, length));
      Salvaged salvaged = member.salvage("--uncommitted=keep");
      if (!salvaged.calledWhole() || salvaged.revision() == DeadMember.WHOLE) {
        told++;
      }
      tried++;
    }
    Thoroughness.tell(
        DeadMemberTest.class, "%d of %d cut logs were told or whole".formatted(told, tried));
  }

  private static void delete(Path directory, Path file) throws IOException {
    Files.delete(file);
    Files.delete(directory);
  }

  private static void rename(DeadMember member, String name) throws IOException {
    Files.move(member.segment(), member.wal().resolve(name));
  }

  private static void cut(Path file, int length) throws IOException {
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), length));
  }

  static void pipe(Path place) throws IOException {
    Files.deleteIfExists(place);
    try {
      Process mkfifo = new ProcessBuilder("mkfifo", place.toString()).start();
      boolean made = mkfifo.waitFor(10, TimeUnit.SECONDS) && mkfifo.exitValue() == 0;
      Assumptions.assumeTrue(made, "mkfifo works");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (IOException absent) {
      Assumptions.abort("mkfifo is not installed");
    }
  }
}
