package io.fireweed.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.fixtures.Eventually;
import io.fireweed.format.bbolt.DbOptions.Durability;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.Upkeep.KeyspaceHash;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.watch.Change;
import io.fireweed.storage.watch.ChangeListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveStateTest {
  private static final Bytes A = Bytes.ofUtf8("a");

  @TempDir Path work;

  private long index;

  @Test
  void whatWasAppliedIsReadAtOnceAndAtItsRevisionAfterARestart() throws Exception {
    try (LiveState state = open(StateOptions.DEFAULT)) {
      state.apply(List.of(put("a", "1"), put("b", "2"), put("a", "3")));
      assertThat(state.revision()).isEqualTo(4);
      assertThat(value(state, 0)).isEqualTo("3");
      assertThat(value(state, 2)).isEqualTo("1");
    }
    try (LiveState state = open(StateOptions.DEFAULT)) {
      assertThat(state.appliedIndex()).isEqualTo(3);
      assertThat(state.durableIndex()).isEqualTo(3);
      assertThat(value(state, 3)).isEqualTo("1");
      assertThat(value(state, 4)).isEqualTo("3");
      assertThatThrownBy(() -> value(state, 5))
          .isInstanceOfSatisfying(
              RefusedCall.class, e -> assertThat(e.error()).isEqualTo(EtcdError.FUTURE_REVISION));
    }
  }

  @Test
  void aCompactionHidesThePastAtOnceAndDeletesItLater() throws Exception {
    try (LiveState state = open(StateOptions.DEFAULT)) {
      state.apply(List.of(put("a", "1"), put("a", "2"), put("a", "3"), compaction(4)));
      assertThat(state.compactRevision()).isEqualTo(4);
      assertThatThrownBy(() -> value(state, 3))
          .isInstanceOfSatisfying(
              RefusedCall.class, e -> assertThat(e.error()).isEqualTo(EtcdError.COMPACTED));
      assertThat(value(state, 4)).isEqualTo("3");
      state.compacted(4).get();
      assertThat(rowCount(state, 4)).isEqualTo(1);
    }
  }

  @Test
  void aHashAtTheLastCompactionIsTheOneFromBeforeIt() throws Exception {
    try (LiveState state = open(StateOptions.DEFAULT)) {
      state.apply(List.of(put("a", "1"), put("a", "2"), put("a", "3")));
      KeyspaceHash before = state.hashKv(3);
      assertThat(before.compactRevision()).isEqualTo(-1);
      state.apply(List.of(compaction(3)));
      state.compacted(3).get();
      eventually(() -> state.compactionHashes().size() == 1);
      assertThat(state.hashKv(3)).isEqualTo(before);
      assertThat(state.hashKv(4).compactRevision()).isEqualTo(3);
      assertThatThrownBy(() -> state.hashKv(2)).isInstanceOf(RefusedCall.class);
      assertThatThrownBy(() -> state.hashKv(5)).isInstanceOf(RefusedCall.class);
    }
  }

  @Test
  void listenersAreToldOfEveryRevisionInOrder() throws Exception {
    List<String> told = new ArrayList<>();
    try (LiveState state = open(StateOptions.DEFAULT)) {
      state.listen(
          new ChangeListener() {
            @Override
            public void changed(long revision, List<Change> changes) {
              changes.forEach(
                  change -> told.add(revision + " " + change.kind() + " " + change.key()));
            }

            @Override
            public void compacted(long revision) {
              told.add("compacted " + revision);
            }

            @Override
            public void installed(long revision, long compactRevision) {}
          });
      state.apply(List.of(put("a", "1"), put("b", "2"), deleteAll(), compaction(3)));
      assertThat(told)
          .containsExactly("2 PUT a", "3 PUT b", "4 TOMBSTONE a", "4 TOMBSTONE b", "compacted 3");
      assertThat(state.rowAt(A, 3)).isPresent();
      assertThat(state.rowAt(A, 4)).isEmpty();
      assertThat(state.rowAt(A, 2)).as("compacted").isEmpty();
    }
  }

  @Test
  void aCommitComesWithTheInterval() throws Exception {
    try (LiveState state = open(StateOptions.DEFAULT)) {
      state.apply(List.of(put("a", "1")));
      eventually(() -> state.durableIndex() == 1);
    }
  }

  @Test
  void aCommitComesWithTheLimitOfChanges() throws Exception {
    StateOptions options =
        new StateOptions(Duration.ofHours(1), 3, 1, Duration.ZERO, Durability.EACH_COMMIT);
    try (LiveState state = open(options)) {
      // The committer's first turn, which an open state begins with, is over.
      assertThat(state.flush()).isZero();
      state.apply(List.of(put("a", "1"), put("a", "2")));
      assertThat(state.durableIndex()).isZero();
      state.apply(List.of(put("a", "3")));
      eventually(() -> state.durableIndex() == 3);
    }
  }

  @Test
  void defragmentationShortensTheDbAndKeepsItsContent() throws Exception {
    try (LiveState state = open(StateOptions.DEFAULT)) {
      for (int i = 0; i < 2000; i++) {
        state.apply(List.of(put("a", "x".repeat(500) + i)));
      }
      state.apply(List.of(compaction(2001)));
      state.compacted(2001).get();
      long before = state.sizeBytes();
      assertThat(state.sizeInUseBytes()).isLessThan(before / 4);
      int hash = state.hash();
      state.defragment();
      assertThat(state.sizeBytes()).isLessThan(before / 4);
      assertThat(state.hash()).isEqualTo(hash);
      assertThat(value(state, 0)).endsWith("1999");
      assertThat(Files.list(work)).containsExactly(work.resolve("db"));
    }
  }

  @Test
  void whatADefragmentationLeftIsRemovedAtTheNextStart() throws Exception {
    Files.writeString(work.resolve("db.tmp.1234"), "half a db");
    open(StateOptions.DEFAULT).close();
    assertThat(Files.list(work)).containsExactly(work.resolve("db"));
  }

  @Test
  void whoReadsAClosedStateIsRefused() throws Exception {
    LiveState state = open(StateOptions.DEFAULT);
    state.close();
    assertThatThrownBy(() -> value(state, 0))
        .isInstanceOfSatisfying(
            RefusedCall.class, e -> assertThat(e.error()).isEqualTo(EtcdError.STOPPED));
    state.close();
  }

  private static void eventually(Eventually.Condition condition) {
    Eventually.within(Duration.ofSeconds(60), () -> "it did not come", condition);
  }

  private LiveState open(StateOptions options) throws IOException {
    return LiveState.open(
        new LocalDisk(), work.resolve("db"), DbContent.RULES, _ -> Bytes.EMPTY, options);
  }

  private static String value(LiveState state, long revision) {
    List<Bytes> rows = state.range(RangeQuery.of(new KeyRange.Single(A), revision)).rows();
    KeyValueView view = new KeyValueView();
    assertThat(view.parse(rows.getFirst().segment(), 0, rows.getFirst().length())).isTrue();
    return Bytes.of(view.value()).toUtf8();
  }

  private static long rowCount(LiveState state, long to) {
    long[] count = new long[1];
    state.scan(0, to, (_, _, _) -> ++count[0] > 0);
    return count[0];
  }

  private Entry put(String key, String value) {
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .build();
    return entry(InternalRaftRequest.newBuilder().setPut(put));
  }

  private Entry deleteAll() {
    ByteString zero = ByteString.copyFrom(new byte[1]);
    DeleteRangeRequest all = DeleteRangeRequest.newBuilder().setKey(zero).setRangeEnd(zero).build();
    return entry(InternalRaftRequest.newBuilder().setDeleteRange(all));
  }

  private Entry compaction(long revision) {
    CompactionRequest compaction = CompactionRequest.newBuilder().setRevision(revision).build();
    return entry(InternalRaftRequest.newBuilder().setCompaction(compaction));
  }

  private Entry entry(InternalRaftRequest.Builder request) {
    index++;
    request.getHeaderBuilder().setID(index);
    return RandomRequests.entry(index, request.build());
  }
}
