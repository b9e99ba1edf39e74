package io.fireweed.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.SnapshotImage;
import io.fireweed.it.hostile.Tool.Said;
import io.fireweed.recovery.verify.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every single-bit flip of a small snapshot: none may be called good.
class BitFlipTest {
  private static final String PLACE = "offset \\d+|page.?\\d+|sha256 stored|expected sha256";

  private static final Path PATH = Path.of("backup.db");

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  /// What every verb asks first: is it a db at all, and is its digest right.
  @Test
  void everyFlippedBitBreaksTheDigest() {
    long tried = all(1, BitFlipTest::hasRightDigest);
    assertThat(tried).isEqualTo(SmallSnapshot.real().length * 8L);
    Thoroughness.tell(BitFlipTest.class, "digest noticed %1$d of %1$d flips".formatted(tried));
  }

  /// All that `fireweed verify` does, with the file in memory.
  @Test
  void everyFlippedBitIsNoticedByVerify() {
    long tried = all(Thoroughness.step(16), BitFlipTest::isSound);
    Thoroughness.tell(BitFlipTest.class, "verify noticed %1$d of %1$d flips".formatted(tried));
  }

  /// {@return how many flips were tried, each of which `callsGood` must deny}
  private static long all(int step, Predicate<byte[]> callsGood) {
    byte[] good = SmallSnapshot.real();
    assertThat(callsGood.test(good)).isTrue();
    int first = Thoroughness.random().nextInt(step);
    int parts = 2;
    int part = good.length * 8 / parts;
    AtomicLong tried = new AtomicLong();
    List<Integer> missed =
        IntStream.range(0, parts)
            .parallel()
            .boxed()
            .flatMap(
                number -> {
                  byte[] file = good.clone();
                  List<Integer> unnoticed = new ArrayList<>();
                  for (int bit = part * number + first; bit < part * (number + 1); bit += step) {
                    if (flipped(file, bit, callsGood)) {
                      unnoticed.add(bit);
                    }
                    tried.incrementAndGet();
                  }
                  return unnoticed.stream();
                })
            .toList();
    assertThat(missed).as("bits whose flip was called good").isEmpty();
    return tried.get();
  }

  /// The same through each whole program, from words to exit code, for a draw of bits.
  @Test
  void everyVerbRefusesAFlippedBitAndNamesThePlace() {
    byte[] good = SmallSnapshot.real();
    Patient patient = new Patient(folder);
    List<Function<Patient, Said>> verbs =
        List.of(
            Patient::verify,
            Patient::status,
            Patient::hashKv,
            Patient::restore,
            Patient::restoreThree);
    Random random = Thoroughness.random();
    int tried = 0;
    for (int at = random.nextInt(64); at < good.length; at += Thoroughness.step(96)) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));
      patient.become(bad);
      for (Function<Patient, Said> verb : verbs) {
        Said said = verb.apply(patient);
        assertThat(said.calledGood())
            .as("byte %d: %s; %s", at, said, Thoroughness.repeat(BitFlipTest.class))
            .isFalse();
        assertThat(said.text()).containsPattern(PLACE);
        tried++;
      }
    }
    Thoroughness.tell(
        BitFlipTest.class, "five verbs refused %1$d of %1$d flipped files".formatted(tried));
  }

  private static boolean flipped(byte[] file, int bit, Predicate<byte[]> callsGood) {
    file[bit >>> 3] ^= (byte) (1 << (bit & 7));
    try {
      return callsGood.test(file);
    } finally {
      file[bit >>> 3] ^= (byte) (1 << (bit & 7));
    }
  }

  private static boolean hasRightDigest(byte[] file) {
    try (SnapshotImage image = SnapshotImage.open(new MemoryDisk(PATH, file), PATH)) {
      return image.digest() instanceof SnapshotImage.Digest.Valid;
    } catch (CorruptException refused) {
      assertThat(refused.getMessage()).contains("backup.db");
      return false;
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static boolean isSound(byte[] file) {
    try {
      return Verification.of(new MemoryDisk(PATH, file), PATH).isSound();
    } catch (CorruptException refused) {
      assertThat(refused.getMessage()).contains("backup.db");
      return false;
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
