package io.fireweed.format.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.schema.check.SchemaCheck;
import io.fireweed.format.schema.check.SchemaReport;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.format.schema.hash.StatusHash;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class SnapshotDamageTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Test
  void everyBitFlipIsNoticedByTheDigest() {
    byte[] file = SampleDb.withDigest(sample().image());
    MemorySegment image =
        MemorySegment.ofArray(file).asSlice(0, file.length - Sha256Trailer.LENGTH);
    Bytes stored = Bytes.of(MemorySegment.ofArray(file).asSlice(image.byteSize()));
    assertThat(Sha256Trailer.of(image)).isEqualTo(stored);
    for (int bit = 0; bit < file.length * 8; bit++) {
      file[bit >>> 3] ^= (byte) (1 << (bit & 7));
      Bytes found = Bytes.of(MemorySegment.ofArray(file).asSlice(image.byteSize()));
      assertThat(Sha256Trailer.of(image).equals(found)).as("bit %d", bit).isFalse();
      file[bit >>> 3] ^= (byte) (1 << (bit & 7));
    }
  }

  @Test
  void flippedBytesUnderAFreshDigestNeverCrashOrHang() {
    byte[] image = sample().image();
    Assertions.assertTimeout(
        LIMIT,
        () -> {
          for (int at = 0; at < image.length; at++) {
            for (int mask : new int[] {0x01, 0x80, 0xff}) {
              byte[] damaged = image.clone();
              damaged[at] ^= (byte) mask;
              readAll(damaged, "byte " + at + " xor " + mask);
            }
          }
        });
  }

  @Test
  void truncationsNeverCrash() {
    byte[] image = sample().image();
    for (int length = 0; length < image.length; length += 7) {
      readAll(Arrays.copyOf(image, length), "cut at " + length);
    }
  }

  @Test
  void zeroedSectorsNeverCrash() {
    byte[] image = sample().image();
    for (int size : List.of(512, 4096)) {
      for (int from = 0; from + size <= image.length; from += 512) {
        byte[] damaged = image.clone();
        Arrays.fill(damaged, from, from + size, (byte) 0);
        readAll(damaged, size + " zeros at " + from);
      }
    }
  }

  private static void readAll(byte[] file, String what) {
    try (DbFile db = SampleDb.open(file);
        ReadTx tx = db.readDamaged(db.current())) {
      SchemaReport schema;
      try (SchemaCheck check = new SchemaCheck(tx)) {
        Checker.check(tx, check);
        schema = check.finish();
      }
      assertThat(schema.findings().size()).isLessThanOrEqualTo(SchemaCheck.MAX_FINDINGS);
      StatusHash.compute(tx);
      HashKv.computeCurrent(tx);
    } catch (Fault refused) {
      assertThat(refused.getMessage()).as(what).contains("expected");
    } catch (RuntimeException | InternalError crash) {
      fail(what + " crashed: " + crash, crash);
    }
  }

  private static SampleDb sample() {
    SampleDb db = SampleDb.ofOneMember().compacted(4, 3);
    for (int main = 2; main < 14; main++) {
      Bytes key = Bytes.ofUtf8("key-" + main);
      Bytes value = Bytes.ofUtf8("value".repeat(main == 9 ? 250 : main));
      db.put(RevisionKey.put(Revision.of(main)), new KeyValue(key, main, main, 1, value, 0x77));
    }
    LeaseRow lease = new LeaseRow(0x77, 60, 0);
    AlarmRow alarm = new AlarmRow(new MemberId(7), AlarmRow.Type.NOSPACE);
    UserRow user =
        new UserRow(Bytes.ofUtf8("root"), Bytes.EMPTY, List.of("root"), UserRow.Options.EMPTY);
    RoleRow role =
        new RoleRow(
            Bytes.ofUtf8("root"),
            List.of(new Permission(Permission.Type.READ, Bytes.ofUtf8("a"), Bytes.EMPTY)));
    return db.put(EtcdBucket.LEASE, lease.key(), lease.value())
        .put(EtcdBucket.ALARM, alarm.key(), alarm.value())
        .put(EtcdBucket.AUTH_USERS, user.key(), user.value())
        .put(EtcdBucket.AUTH_ROLES, role.key(), role.value())
        .put(EtcdBucket.CLUSTER, "clusterVersion", "3.6.0");
  }
}
