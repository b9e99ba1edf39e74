package io.fireweed.format.schema.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.SampleDb;
import io.fireweed.format.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaFitTest {
  private static final MemberId OLD = MemberId.findHex("10e908d3ae25c30c").orElseThrow();
  private static final MemberId NEW = MemberId.findHex("b71f75320dc06a6c").orElseThrow();

  @Test
  void dbOfTheSameReleaseFits() {
    assertThat(find("v37-auth/db", EtcdRelease.V3_7, OLD)).isEmpty();
    assertThat(find("v35-auth/db", EtcdRelease.V3_5, OLD)).isEmpty();
    assertThat(find("v34-auth/db", EtcdRelease.V3_4, OLD)).isEmpty();
  }

  @Test
  void olderDbsFitNewerReleases() {
    for (EtcdRelease release : EtcdRelease.values()) {
      assertThat(find("v34-auth/db", release, OLD)).isEmpty();
    }
  }

  @Test
  void newerDbIsLoweredToTheRelease() {
    assertThat(find("v37-auth/db", EtcdRelease.V3_6, OLD))
        .extracting(SchemaFit.Misfit::weight, SchemaFit.Misfit::edit)
        .containsExactly(
            tuple(SchemaFit.Weight.BLOCKS_START, put(EtcdBucket.META, "storageVersion", "3.6.0")),
            tuple(
                SchemaFit.Weight.BLOCKS_START, put(EtcdBucket.CLUSTER, "clusterVersion", "3.6.0")));
    assertThat(find("v37-auth/db", EtcdRelease.V3_4, OLD))
        .extracting(SchemaFit.Misfit::edit)
        .containsExactly(
            delete(EtcdBucket.META, "storageVersion"),
            put(EtcdBucket.CLUSTER, "clusterVersion", "3.4.0"),
            delete(EtcdBucket.META, "term"),
            delete(EtcdBucket.META, "confState"));
    assertThat(find("v37-auth/db", EtcdRelease.V3_5, OLD))
        .extracting(SchemaFit.Misfit::edit)
        .containsExactly(
            delete(EtcdBucket.META, "storageVersion"),
            put(EtcdBucket.CLUSTER, "clusterVersion", "3.5.0"));
  }

  @Test
  void alarmOfAMemberThatIsGoneBlocksWrites() {
    assertThat(find("v34-auth/db", EtcdRelease.V3_4, NEW))
        .singleElement()
        .satisfies(
            misfit -> {
              assertThat(misfit.weight()).isEqualTo(SchemaFit.Weight.BLOCKS_WRITES);
              assertThat(misfit.message())
                  .startsWith("alarm CORRUPT of member 10e908d3ae25c30c, who is no member");
              assertThat(misfit.edit())
                  .isEqualTo(
                      new SchemaFit.Edit.Delete(
                          EtcdBucket.ALARM, Bytes.fromHex("088c8697f1ba9ac2f4101002")));
            });
  }

  @Test
  void downgradeUnderWayIsDropped() {
    SampleDb sample =
        SampleDb.ofOneMember()
            .put(
                EtcdBucket.CLUSTER, "downgrade", "{\"target-version\":\"3.5.0\",\"enabled\":true}");
    try (DbFile db = sample.open();
        ReadTx tx = db.read()) {
      assertThat(SchemaFit.find(tx, EtcdRelease.V3_6, List.of(OLD)))
          .extracting(SchemaFit.Misfit::edit)
          .containsExactly(delete(EtcdBucket.CLUSTER, "downgrade"));
    }
  }

  private static SchemaFit.Edit put(EtcdBucket bucket, String key, String value) {
    return new SchemaFit.Edit.Put(bucket, Bytes.ofUtf8(key), Bytes.ofUtf8(value));
  }

  private static SchemaFit.Edit delete(EtcdBucket bucket, String key) {
    return new SchemaFit.Edit.Delete(bucket, Bytes.ofUtf8(key));
  }

  private static List<SchemaFit.Misfit> find(String name, EtcdRelease target, MemberId member) {
    try (DbFile db = SampleDb.open(Fixtures.bytes(name));
        ReadTx tx = db.read()) {
      return SchemaFit.find(tx, target, List.of(member));
    }
  }
}
