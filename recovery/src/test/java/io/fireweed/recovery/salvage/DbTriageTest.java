package io.fireweed.recovery.salvage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.fixtures.Fixtures.Fixture;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.salvage.BaseCandidate.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A db in a data directory whose rows etcd never writes is no state to start from.
class DbTriageTest {
  private static final Bytes GARBAGE = Bytes.fromHex("ffffffffffffffff");

  @TempDir Path scratch;
  private final LocalDisk disk = new LocalDisk();
  private final Salvage salvage =
      new Salvage(disk, password -> Bytes.ofUtf8("$2a$"), Progress.NONE);

  /// @param words what the finding says
  record RowDamage(String name, String words, Consumer<WriteTx> how) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<RowDamage> rowDamages() {
    return Stream.of(
        new RowDamage(
            "revision key of 16 bytes",
            "length of the revision key expected 17 or 18",
            tx -> key(tx, Bytes.of(new byte[16]), GARBAGE)),
        new RowDamage(
            "value that does not decode",
            "bucket key",
            tx -> key(tx, RevisionKey.put(Revision.of(9)).encode(), GARBAGE)),
        new RowDamage(
            "revision in the middle is missing",
            "none missing",
            tx -> {
              tx.requireBucket(EtcdBucket.KEY.bytes()).delete(revision(13));
              tx.requireBucket(EtcdBucket.KEY.bytes())
                  .delete(RevisionKey.tombstone(Revision.of(13)).encode());
            }),
        new RowDamage(
            "consistent index of 7 bytes",
            "8 bytes",
            tx -> meta(tx, MetaKey.CONSISTENT_INDEX, Bytes.of(new byte[7]))),
        new RowDamage(
            "consistent index 0",
            "consistent_index",
            tx -> meta(tx, MetaKey.CONSISTENT_INDEX, Bytes.ofLong(0))),
        new RowDamage(
            "no consistent index",
            "consistent_index",
            tx ->
                tx.requireBucket(EtcdBucket.META.bytes()).delete(MetaKey.CONSISTENT_INDEX.bytes())),
        new RowDamage("no bucket meta", "bucket meta", tx -> tx.deleteBucket(bytes("meta"))),
        new RowDamage("no bucket key", "bucket key", tx -> tx.deleteBucket(bytes("key"))),
        new RowDamage(
            "garbage in bucket members",
            "bucket members",
            tx -> tx.requireBucket(EtcdBucket.MEMBERS.bytes()).put(bytes("77"), GARBAGE)));
  }

  @ParameterizedTest
  @MethodSource("rowDamages")
  void damagedRowsAreAFindingAndTheLogMakesUpForTheDb(RowDamage damage) throws IOException {
    Path directory = Fixtures.copyTree("v34-single", scratch.resolve("m"));
    damage(db(directory), damage.how(), 2);
    assertThat(look(db(directory)))
        .isInstanceOfSatisfying(
            DbEvidence.Damaged.class,
            found ->
                assertThat(found.damage())
                    .allMatch(line -> line.startsWith(db(directory).toString()))
                    .anyMatch(line -> line.contains(damage.words())));
    SalvageReport report = salvage(directory);
    assertThat(report.plan().base().source()).isInstanceOf(Source.EmptyStore.class);
    assertThat(report.revision()).isEqualTo(14);
    assertThat(report.isProven()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("rowDamages")
  void theStateOneCommitBackIsTakenIfItsRowsAreSound(RowDamage damage) throws IOException {
    Path directory = Fixtures.copyTree("v34-single", scratch.resolve("m"));
    long before = ((DbEvidence.Whole) look(db(directory))).meta().txid().value();
    damage(db(directory), damage.how(), 1);
    assertThat(look(db(directory)))
        .isInstanceOfSatisfying(
            DbEvidence.Whole.class,
            whole -> {
              assertThat(whole.meta().txid().value()).isEqualTo(before);
              assertThat(whole.damage()).isNotEmpty();
            });
    assertThat(salvage(directory).revision()).isEqualTo(14);
  }

  @Test
  void theDbOfAnotherMemberIsTakenInstead() throws IOException {
    Path one = Fixtures.copyTree("v34-restored/m1", scratch.resolve("m1"));
    Path two = Fixtures.copyTree("v34-restored/m2", scratch.resolve("m2"));
    damage(db(one), tx -> key(tx, Bytes.of(new byte[16]), GARBAGE), 2);
    Inquest inquest = inquest(one, two);
    SalvagePlan plan = SalvagePlan.decide(inquest.evidence(), UncommittedTail.KEEP);
    assertThat(plan.base().source())
        .isInstanceOfSatisfying(Source.MemberDb.class, db -> assertThat(db.member()).isEqualTo(1));
  }

  @Test
  void aDbReceivedFromTheLeaderIsTakenInstead() throws IOException {
    Path directory = Fixtures.copyTree("v34-segments", scratch.resolve("m"));
    Path received = MemberDir.of(directory).receivedDb(0x3f);
    Files.copy(db(directory), received);
    damage(db(directory), tx -> meta(tx, MetaKey.CONSISTENT_INDEX, Bytes.ofLong(0)), 2);
    SalvagePlan plan = SalvagePlan.decide(inquest(directory).evidence(), UncommittedTail.KEEP);
    assertThat(plan.base().source().state().orElseThrow().path()).isEqualTo(received);
  }

  @Test
  void withoutAnotherBaseTheAnswerIsNoAndNamesAWayOut() throws IOException {
    Path directory = Fixtures.copyTree("v34-restored/m1", scratch.resolve("m1"));
    damage(db(directory), tx -> key(tx, Bytes.of(new byte[16]), GARBAGE), 2);
    assertThatThrownBy(() -> salvage(directory)).isInstanceOf(CorruptException.class);
    assertThatThrownBy(
            () -> Survivor.look(disk, 0, MemberDir.of(directory)).requireNothingBehindTheDb())
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("expected a sound db");
  }

  @Test
  void aDamagedDbStillTellsThatTheLogLostItsEnd() throws IOException {
    Path directory = Fixtures.copyTree("v34-single", scratch.resolve("m"));
    damage(db(directory), tx -> key(tx, Bytes.of(new byte[16]), GARBAGE), 2);
    assertThat(look(db(directory)))
        .isInstanceOfSatisfying(
            DbEvidence.Damaged.class, found -> assertThat(found.claimedIndex()).isEqualTo(19));
    LogCut.before(disk, directory, 17);
    Inquest inquest = inquest(directory);
    assertThat(inquest.evidence().electorate().proves()).isFalse();
  }

  @Test
  void aBlankDbIsNoStateOfARestoredCluster() throws IOException {
    Path directory = Fixtures.copyTree("v34-restored/m1", scratch.resolve("m1"));
    Files.delete(db(directory));
    Fixtures.copyFile("v34-dirty/member/snap/db", db(directory));
    assertThatThrownBy(() -> salvage(directory)).isInstanceOf(CorruptException.class);
    Files.delete(db(directory));
    Db.open(disk, db(directory), DbOptions.create()).close();
    assertThat(look(db(directory))).isInstanceOf(DbEvidence.Blank.class);
    assertThatThrownBy(() -> salvage(directory)).isInstanceOf(CorruptException.class);
  }

  @Test
  void nothingThatARealEtcdWroteIsCalledDamaged() throws IOException {
    int states = 0;
    for (Fixture fixture : Fixtures.all()) {
      if (!fixture.name().endsWith("db")) {
        continue;
      }
      Path file = Fixtures.copyFile(fixture.name(), scratch.resolve("db"));
      assertThat(look(file)).as(fixture.name()).isNotInstanceOf(DbEvidence.Damaged.class);
      try (DbFile db = DbFile.open(disk, file)) {
        if (db.older().isPresent()) {
          states++;
        }
      }
      Files.delete(file);
    }
    assertThat(states).isPositive();
  }

  private DbEvidence look(Path db) throws IOException {
    return DbTriage.look(disk, db);
  }

  private Inquest inquest(Path... directories) throws IOException {
    List<MemberDir> places = Stream.of(directories).map(MemberDir::of).toList();
    return salvage.inquest(places, Optional.empty());
  }

  private SalvageReport salvage(Path... directories) throws IOException {
    Inquest inquest = inquest(directories);
    SalvagePlan plan = SalvagePlan.decide(inquest.evidence(), UncommittedTail.ASK);
    return salvage.carryOut(inquest, plan, scratch.resolve("salvaged.db"));
  }

  private static Path db(Path directory) {
    return MemberDir.of(directory).db();
  }

  /// @param commits 1 leaves the sound state one commit back, 2 leaves none
  private void damage(Path file, Consumer<WriteTx> how, int commits) throws IOException {
    try (Db db = Db.open(disk, file, DbOptions.existing())) {
      for (int i = 0; i < commits; i++) {
        try (WriteTx tx = db.begin()) {
          if (i == 0) {
            how.accept(tx);
          } else {
            tx.requireBucket(bytes("lease")).put(bytes("12345678"), bytes(""));
            tx.requireBucket(bytes("lease")).delete(bytes("12345678"));
          }
          tx.commit();
        }
      }
    }
  }

  private static void key(WriteTx tx, Bytes key, Bytes value) {
    tx.requireBucket(EtcdBucket.KEY.bytes()).put(key, value);
  }

  private static void meta(WriteTx tx, MetaKey key, Bytes value) {
    tx.requireBucket(EtcdBucket.META.bytes()).put(key.bytes(), value);
  }

  private static Bytes revision(long main) {
    return RevisionKey.put(Revision.of(main)).encode();
  }

  private static Bytes bytes(String text) {
    return Bytes.ofUtf8(text);
  }
}
