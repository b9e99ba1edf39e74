package io.fireweed.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.it.hostile.Tool.Said;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every damage of the tables, under a right digest, shown to every verb that takes a snapshot.
class SnapshotDamageTableTest {
  private static final int DAMAGED = 3;

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  static Stream<Damage> damages() {
    return Stream.of(PageDamages.all(), RowDamages.all()).flatMap(List::stream);
  }

  @Timeout(60)
  @ParameterizedTest
  @MethodSource("damages")
  void isToldByNameAndNeverRestored(Damage damage) {
    Patient patient = new Patient(folder).become(damage.file().get());
    Said verify = patient.verify();
    assertThat(verify.exit()).as("%s", verify).isEqualTo(damage.exit());
    assertThat(verify.text().toLowerCase(java.util.Locale.ROOT))
        .containsPattern("(?s)" + damage.words());
    assertThat(verify.text()).contains(patient.file().toString());
    for (Said restore : List.of(patient.restore(), patient.restoreThree())) {
      assertThat(restore.exit()).as("%s", restore).isEqualTo(damage.restoreExit());
    }
    if (damage.exit() == DAMAGED) {
      Said from = patient.salvageFrom();
      assertThat(from.exit()).as("%s", from).isEqualTo(DAMAGED);
      Said doctor = patient.doctor();
      assertThat(doctor.out())
          .as("%s", doctor)
          .containsPattern("DAMAGE +db-[a-z-]+: .*/ill[.]etcd/member/snap/db")
          .doesNotContain("healthy");
    }
    patient.iterate("key");
    for (Said said :
        List.of(
            patient.status(),
            patient.hashKv(),
            patient.listBucket(),
            patient.defrag(),
            patient.restore("--skip-hash-check"))) {
      if (!said.calledGood()) {
        assertThat(said.text()).as("%s", said).contains(folder.toString());
      }
    }
  }
}
