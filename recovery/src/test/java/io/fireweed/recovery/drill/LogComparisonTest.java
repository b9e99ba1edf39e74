package io.fireweed.recovery.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.snap.SnapName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every kind of difference, planted in a restored log, is found.
class LogComparisonTest extends RehearsedTest {
  @Test
  void whatARestoreWritesIsEqual() throws IOException {
    for (String member : List.of("m1", "m2", "m3")) {
      assertThat(rehearsal.compareLog(member)).isInstanceOf(StepResult.Passed.class);
    }
  }

  @Test
  void theLogOfAnotherMemberIsFound() throws IOException {
    Path mine = segment("m1");
    Files.delete(mine);
    Files.move(segment("m2"), mine);
    assertThat(found("m1")).anyMatch(line -> line.startsWith("log: ids: expected member "));
    assertThat(found("m2")).isNotEmpty();
  }

  @Test
  void aFlippedByteIsFound() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment("m1").toFile(), "rw")) {
      file.seek(200);
      int was = file.read();
      file.seek(200);
      file.write(was ^ 1);
    }
    assertThat(found("m1")).hasSize(1);
  }

  @Test
  void aCutLogIsFound() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment("m1").toFile(), "rw")) {
      file.setLength(300);
    }
    assertThat(found("m1")).isNotEmpty();
  }

  @Test
  void aMissingLogOrRaftSnapshotIsFound() throws IOException {
    Files.delete(segment("m1"));
    assertThat(found("m1")).isNotEmpty();
    MemberDir places = rehearsal.member("m2").places();
    Files.delete(places.raftSnapshot(new SnapName(1, 3)));
    assertThat(found("m2")).hasSize(1);
  }

  private Path segment(String member) throws IOException {
    MemberDir places = rehearsal.member(member).places();
    try (Stream<Path> files = Files.list(places.walDir())) {
      return files.filter(file -> file.toString().endsWith(".wal")).findFirst().orElseThrow();
    }
  }

  private List<String> found(String member) throws IOException {
    return rehearsal.compareLog(member) instanceof StepResult.Different(var differences, _)
        ? differences.stream().map(Difference::message).toList()
        : List.of();
  }
}
