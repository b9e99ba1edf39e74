package io.fireweed.storage.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.bbolt.Db;
import io.fireweed.storage.backend.BufferedBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients are told has a limit; what is stored does not depend on it.
class AnswerBudgetTest {
  private static final ByteString ALL = ByteString.copyFrom(new byte[1]);

  @TempDir Path work;

  @Test
  void aMemberWithoutMemoryForAnswersStoresWhatOthersStore() {
    SeededRandom.check(10, this::compare);
  }

  private void compare(Random random) throws IOException {
    RequestStream requests = new RequestStream(random, 0);
    List<InternalRaftRequest> script = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      script.add(requests.next(2 + i));
      script.add(big(i));
      if (i % 10 == 9) {
        script.add(deletion());
        script.add(txn());
      }
    }
    List<Answered> poor = run("poor", 0, script);
    List<Answered> rich = run("rich", Long.MAX_VALUE, script);
    assertThat(DbRows.of(work.resolve("poor"))).isEqualTo(DbRows.of(work.resolve("rich")));
    int cut = 0;
    for (int i = 0; i < poor.size(); i++) {
      assertThat(poor.get(i).result()).isEqualTo(rich.get(i).result());
      assertThat(poor.get(i).revision()).isEqualTo(rich.get(i).revision());
      assertThat(rich.get(i).isCut()).isFalse();
      if (poor.get(i).isCut()) {
        cut++;
        assertThat(poor.get(i).answer()).isEqualTo(rich.get(i).answer().map(KvAnswer::withoutRows));
      } else {
        assertThat(poor.get(i).answer()).isEqualTo(rich.get(i).answer());
      }
    }
    assertThat(cut).isPositive();
  }

  private List<Answered> run(String name, long budget, List<InternalRaftRequest> script)
      throws IOException {
    Path path = work.resolve(name);
    Files.deleteIfExists(path);
    Replay.create(path).close();
    List<Answered> answers = new ArrayList<>();
    try (Db db = Replay.reopen(path);
        Applier applier =
            Applier.over(BufferedBackend.open(db), Replay.rules("3.7.1"), _ -> Replay.HASH)) {
      applier.allowAnswers(budget);
      for (InternalRaftRequest request : script) {
        answers.add(applier.answer(RequestStream.entry(answers.size() + 1L, request)));
      }
      applier.commit();
    }
    return answers;
  }

  private static InternalRaftRequest big(int number) {
    return InternalRaftRequest.newBuilder()
        .setPut(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("big" + number))
                .setValue(ByteString.copyFrom(new byte[20_000]))
                .setPrevKv(true))
        .build();
  }

  private static DeleteRangeRequest.Builder half() {
    return DeleteRangeRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8("big"))
        .setRangeEnd(ByteString.copyFromUtf8("big5"))
        .setPrevKv(true);
  }

  private static InternalRaftRequest deletion() {
    return InternalRaftRequest.newBuilder().setDeleteRange(half()).build();
  }

  private static InternalRaftRequest txn() {
    return InternalRaftRequest.newBuilder()
        .setTxn(
            TxnRequest.newBuilder()
                .addSuccess(
                    RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL)))
                .addSuccess(RequestOp.newBuilder().setRequestDeleteRange(half())))
        .build();
  }

  @Test
  void anEntryThatHasTooMuchGivesItBackToTheNext() {
    AnswerBudget budget = new AnswerBudget();
    budget.allow(100_000);
    budget.beginEntry();
    assertThat(budget.take(150_000)).isTrue();
    assertThat(budget.take(50_000)).isFalse();
    assertThat(budget.take(1)).as("whoever is cut stays so").isFalse();
    budget.beginEntry();
    assertThat(budget.isExceeded()).isFalse();
    assertThat(budget.take(160_000)).isTrue();
    budget.beginEntry();
    assertThat(budget.take(60_000)).as("a short one has room beside it").isTrue();
  }
}
