package io.fireweed.recovery.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HighestRevisionTest {
  private final HighestRevision highest = new HighestRevision(new LocalDisk());

  @TempDir Path temporary;

  @Test
  void entriesAfterTheDbCountAsOneRevisionEach() throws IOException {
    Path dirty = Fixtures.copyTree("v34-dirty", temporary.resolve("dirty"));
    HighestRevision.Answer answer = highest.of(List.of(dirty));
    // Five acknowledged puts are in the log only: the store stood at revision 6.
    assertThat(answer.bound().orElse(0)).isGreaterThanOrEqualTo(6).isLessThanOrEqualTo(12);
  }

  @Test
  void aCleanMemberProvesItsOwnRevision() throws IOException {
    Path clean = Fixtures.copyTree("v34-single", temporary.resolve("clean"));
    assertThat(highest.of(List.of(clean)).bound()).isEqualTo(OptionalLong.of(14));
  }

  @Test
  void aSnapshotAloneProvesNoBound() throws IOException {
    Path snapshot = Fixtures.copyFile("v34-snapshot.db", temporary.resolve("snapshot.db"));
    HighestRevision.Answer answer = highest.of(List.of(snapshot));
    assertThat(answer.bound()).isEmpty();
    assertThat(answer.evidence().getFirst().reason()).contains("revision 14");
  }
}
