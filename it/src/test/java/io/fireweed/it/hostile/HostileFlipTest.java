package io.fireweed.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.it.hostile.Tool.Said;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flipped bits under a digest that was computed anew, as a hostile author would: no verb crashes,
/// hangs or takes much memory; it refuses, or the content is well-formed.
class HostileFlipTest {
  private static final Map<String, Function<Patient, Said>> VERBS = new LinkedHashMap<>();

  static {
    VERBS.put("verify", Patient::verify);
    VERBS.put("status", Patient::status);
    VERBS.put("hashkv", Patient::hashKv);
    VERBS.put("restore", Patient::restore);
    VERBS.put("restore of three", Patient::restoreThree);
    VERBS.put("restore without hash check", patient -> patient.restore("--skip-hash-check"));
    VERBS.put(
        "restore with bump", patient -> patient.restore("--bump-revision=9", "--mark-compacted"));
    VERBS.put("list-bucket", Patient::listBucket);
    VERBS.put("iterate-bucket key", patient -> patient.iterate("key"));
    VERBS.put("iterate-bucket meta", patient -> patient.iterate("meta"));
    VERBS.put("defrag", Patient::defrag);
  }

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  @Test
  void flippedBitsOfASnapshotThatEtcdSaved() {
    flip(SmallSnapshot.unsealed(SmallSnapshot.real()), "real");
  }

  @Test
  void flippedBitsOfASnapshotWithBranches() {
    flip(SmallSnapshot.generated().image(), "generated");
  }

  /// Where verify, which looks at everything, calls damage good, only free pages or the rest of a
  /// page may have changed: then the hashes that it prints are those of the undamaged file.
  private void flip(byte[] image, String name) {
    Patient patient = new Patient(folder);
    Random random = Thoroughness.random();
    Map<String, Integer> good = new LinkedHashMap<>();
    int tried = 0;
    int step = Thoroughness.step(150);
    for (int at = random.nextInt(step); at < image.length; at += step) {
      int mask = 1 << random.nextInt(8);
      byte[] bad = image.clone();
      bad[at] ^= (byte) mask;
      patient.become(SmallSnapshot.sealed(bad));
      for (Map.Entry<String, Function<Patient, Said>> verb : VERBS.entrySet()) {
        try {
          Said said = verb.getValue().apply(patient);
          good.merge(verb.getKey(), said.calledGood() ? 1 : 0, Integer::sum);
          if (!said.calledGood()) {
            assertThat(said.text()).contains(folder.toString());
          }
        } catch (AssertionError e) {
          throw new AssertionError(
              "%s: byte %d xor %d: %s; %s"
                  .formatted(
                      verb.getKey(),
                      at,
                      mask,
                      e.getMessage(),
                      Thoroughness.repeat(HostileFlipTest.class)),
              e);
        }
      }
      tried++;
    }
    Thoroughness.tell(
        HostileFlipTest.class,
        "%s: 0 crashes and hangs in %d calls; called well-formed, of %d each: %s"
            .formatted(name, tried * VERBS.size(), tried, good));
  }
}
