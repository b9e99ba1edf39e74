package io.fireweed.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.it.hostile.Tool.Said;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Snapshots cut off, continued, or with sectors lost: all noticed, by every verb.
class CutAndZeroTest {
  private static final List<Function<Patient, Said>> VERBS =
      List.of(Patient::status, Patient::verify, Patient::restore, Patient::restoreThree);

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  @Test
  void truncationAtAnyLengthIsNoticed() {
    byte[] good = SmallSnapshot.real();
    Random random = Thoroughness.random();
    int image = good.length - Sha256Trailer.LENGTH;
    Trial trial = new Trial("truncations");
    int step = Thoroughness.step(256);
    for (int length = 0; length < 64; length += Thoroughness.step(7)) {
      trial.show(Arrays.copyOf(good, length), "cut at " + length);
    }
    for (int length = 64 + random.nextInt(step); length < good.length; length += step) {
      if (length != image) {
        trial.show(Arrays.copyOf(good, length), "cut at " + length);
      }
    }
    // Lengths that look whole by their remainder: of a snapshot, and of a plain db.
    for (int length = 512; length < image; length += 512 * Thoroughness.step(8)) {
      trial.show(Arrays.copyOf(good, length), "cut at " + length);
      trial.show(Arrays.copyOf(good, length + 32), "cut at " + (length + 32));
    }
    trial.tell();
  }

  /// That is a copied db, which nothing proves: said by those that read, refused by those that
  /// restore.
  @Test
  void aSnapshotWithoutItsDigestIsCalledUnproven() {
    byte[] good = SmallSnapshot.real();
    Patient patient = new Patient(folder);
    patient.become(Arrays.copyOf(good, good.length - Sha256Trailer.LENGTH));
    assertThat(patient.status().err()).contains("has no digest");
    assertThat(patient.verify().text()).contains("no digest");
    assertThat(patient.restore().calledGood()).isFalse();
    assertThat(patient.restoreThree().calledGood()).isFalse();
  }

  @Test
  void appendedBytesAreNoticed() {
    byte[] good = SmallSnapshot.real();
    Random random = Thoroughness.random();
    Trial trial = new Trial("appended tails");
    for (int extra = 1; extra <= 64; extra += Thoroughness.step(5)) {
      byte[] longer = Arrays.copyOf(good, good.length + extra);
      trial.show(longer, extra + " zeros appended");
      for (int i = good.length; i < longer.length; i++) {
        longer[i] = (byte) random.nextInt();
      }
      trial.show(longer, extra + " bytes appended");
    }
    trial.show(Arrays.copyOf(good, good.length + 512), "512 zeros appended");
    trial.show(Arrays.copyOf(good, good.length + 480), "480 zeros appended");
    trial.show(Arrays.copyOf(good, good.length + 4064), "zeros appended to a whole page");
    trial.tell();
  }

  @Test
  void zeroedSectorsAreNoticed() {
    byte[] good = SmallSnapshot.real();
    Trial trial = new Trial("zeroed sectors");
    for (int size : List.of(512, 4096)) {
      for (int from = 0; from < good.length; from += 512 * Thoroughness.step(4)) {
        byte[] bad = good.clone();
        Arrays.fill(bad, from, Math.min(from + size, bad.length), (byte) 0);
        if (!Arrays.equals(bad, good)) {
          trial.show(bad, size + " zeros at " + from);
        }
      }
    }
    trial.tell();
  }

  /// Counts the files shown to every verb; each must be refused.
  private final class Trial {
    private final String what;
    private final Patient patient = new Patient(folder);
    private int shown;

    Trial(String what) {
      this.what = what;
    }

    void show(byte[] bad, String how) {
      patient.become(bad);
      for (Function<Patient, Said> verb : VERBS) {
        Said said = verb.apply(patient);
        assertThat(said.calledGood())
            .as("%s: %s; %s", how, said, Thoroughness.repeat(CutAndZeroTest.class))
            .isFalse();
        assertThat(said.text()).as(how).contains(patient.file().toString());
        shown++;
      }
    }

    void tell() {
      Thoroughness.tell(
          CutAndZeroTest.class, "refused %1$d of %1$d calls on %2$s".formatted(shown, what));
    }
  }
}
