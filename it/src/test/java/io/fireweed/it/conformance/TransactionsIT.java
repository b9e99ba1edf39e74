package io.fireweed.it.conformance;

import static io.fireweed.it.served.Ask.bytes;
import static io.fireweed.it.served.Ask.op;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.Compare.CompareResult;
import io.fireweed.api.rpc.Compare.CompareTarget;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.TxnResponse;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Subject;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Transactions: comparisons, what their operations see of each other, what is refused.
@EverySubject
class TransactionsIT extends SharedServer {
  private static final int OPS_MAX = 128;

  TransactionsIT(Subject subject) {
    super(subject);
  }

  private void refuses(EtcdError error, TxnRequest.Builder txn) {
    long before = client.revision();
    client.refuses(error, KVGrpc.getTxnMethod(), txn.build());
    assertThat(client.revision()).isEqualTo(before);
  }

  private boolean holds(Compare... compares) {
    return client.txn(Ask.txn().addAllCompare(List.of(compares))).getSucceeded();
  }

  @Test
  void oneOfTwoBranchesRunsAtOneRevision() {
    long before = client.put(key("a"), "1");
    TxnResponse answer =
        client.txn(
            Ask.txn()
                .addCompare(Ask.valueIs(key("a"), "1"))
                .addSuccess(op(Ask.put(key("a"), "2")))
                .addSuccess(op(Ask.put(key("b"), "2")))
                .addSuccess(op(Ask.prefix(key(""))))
                .addFailure(op(Ask.put(key("a"), "3"))));
    assertThat(answer.getSucceeded()).isTrue();
    assertThat(answer.getHeader().getRevision()).isEqualTo(before + 1);
    var seen = answer.getResponses(2).getResponseRange().getKvsList();
    assertThat(seen).hasSize(2);
    assertThat(seen).allMatch(kv -> kv.getModRevision() == before + 1);
    assertThat(answer.getResponses(0).getResponsePut().getHeader().getRevision())
        .isEqualTo(before + 1);
    assertThat(answer.getResponses(0).getResponsePut().getHeader().getClusterId()).isZero();
    TxnResponse other =
        client.txn(
            Ask.txn()
                .addCompare(Ask.valueIs(key("a"), "1"))
                .addFailure(op(Ask.delete(key("a")).setPrevKv(true))));
    assertThat(other.getSucceeded()).isFalse();
    assertThat(other.getResponses(0).getResponseDeleteRange().getPrevKvs(0).getValue())
        .isEqualTo(bytes("2"));
  }

  @Test
  void whatChangesNothingLeavesTheRevision() {
    long before = client.put(key("a"), "1");
    TxnResponse answer =
        client.txn(
            Ask.txn().addSuccess(op(Ask.range(key("a")))).addSuccess(op(Ask.delete(key("none")))));
    assertThat(answer.getHeader().getRevision()).isEqualTo(before);
    assertThat(client.txn(Ask.txn()).getHeader().getRevision()).isEqualTo(before);
  }

  @Test
  void aMissingKeyComparesAsZeros() {
    String none = key("none");
    assertThat(holds(Ask.missing(none))).isTrue();
    for (CompareTarget target :
        List.of(
            CompareTarget.VERSION, CompareTarget.CREATE, CompareTarget.MOD, CompareTarget.LEASE)) {
      assertThat(holds(Ask.compare(none, target, CompareResult.EQUAL).build())).isTrue();
      assertThat(holds(Ask.compare(none, target, CompareResult.GREATER).build())).isFalse();
      assertThat(holds(Ask.compare(none, target, CompareResult.LESS).build())).isFalse();
      assertThat(holds(Ask.compare(none, target, CompareResult.NOT_EQUAL).build())).isFalse();
    }
    for (CompareResult result :
        List.of(
            CompareResult.EQUAL,
            CompareResult.GREATER,
            CompareResult.LESS,
            CompareResult.NOT_EQUAL)) {
      Compare.Builder value = Ask.compare(none, CompareTarget.VALUE, result);
      assertThat(holds(value.setValue(bytes("x")).build())).isFalse();
      assertThat(holds(value.setValue(bytes("")).build())).isFalse();
    }
  }

  @Test
  void everyTargetAndResultCompares() {
    client.grant(lease(1), 1000);
    long first = client.put(key("a"), "m");
    client.put(Ask.put(key("a"), "m").setLease(lease(1)));
    record Fact(CompareTarget target, long lower, long equal) {}
    for (Fact fact :
        List.of(
            new Fact(CompareTarget.VERSION, 1, 2),
            new Fact(CompareTarget.CREATE, first - 1, first),
            new Fact(CompareTarget.MOD, first, first + 1),
            new Fact(CompareTarget.LEASE, lease(1) - 1, lease(1)))) {
      assertThat(holds(number(fact.target(), CompareResult.EQUAL, fact.equal()))).isTrue();
      assertThat(holds(number(fact.target(), CompareResult.EQUAL, fact.lower()))).isFalse();
      assertThat(holds(number(fact.target(), CompareResult.GREATER, fact.lower()))).isTrue();
      assertThat(holds(number(fact.target(), CompareResult.GREATER, fact.equal()))).isFalse();
      assertThat(holds(number(fact.target(), CompareResult.LESS, fact.equal() + 1))).isTrue();
      assertThat(holds(number(fact.target(), CompareResult.LESS, fact.equal()))).isFalse();
      assertThat(holds(number(fact.target(), CompareResult.NOT_EQUAL, fact.lower()))).isTrue();
      assertThat(holds(number(fact.target(), CompareResult.NOT_EQUAL, fact.equal()))).isFalse();
    }
    Compare.Builder value = Ask.compare(key("a"), CompareTarget.VALUE, CompareResult.GREATER);
    assertThat(holds(value.setValue(bytes("l")).build())).isTrue();
    assertThat(holds(value.setValue(bytes("m")).build())).isFalse();
    assertThat(holds(value.setResult(CompareResult.LESS).setValue(bytes("mm")).build())).isTrue();
  }

  private Compare number(CompareTarget target, CompareResult result, long number) {
    Compare.Builder compare = Ask.compare(key("a"), target, result);
    return switch (target) {
      case VERSION -> compare.setVersion(number).build();
      case CREATE -> compare.setCreateRevision(number).build();
      case MOD -> compare.setModRevision(number).build();
      case LEASE -> compare.setLease(number).build();
      default -> throw new IllegalArgumentException(target.toString());
    };
  }

  @Test
  void anUnknownTargetComparesAsTrue() {
    assertThat(holds(Compare.newBuilder().setKey(bytes(key("a"))).setTargetValue(9).build()))
        .isTrue();
  }

  @Test
  void everyKeyOfARangeMustCompare() {
    client.put(key("r/1"), "x");
    client.put(key("r/2"), "y");
    Compare.Builder range =
        Ask.compare(key("r/"), CompareTarget.VERSION, CompareResult.EQUAL)
            .setRangeEnd(Ask.endOf(key("r/")))
            .setVersion(1);
    assertThat(holds(range.build())).isTrue();
    client.put(key("r/2"), "y");
    assertThat(holds(range.build())).isFalse();
    Compare.Builder nothing =
        Ask.compare(key("q/"), CompareTarget.VERSION, CompareResult.EQUAL)
            .setRangeEnd(Ask.endOf(key("q/")));
    assertThat(holds(nothing.build())).isTrue();
    assertThat(holds(nothing.setVersion(1).build())).isFalse();
    Compare.Builder upsideDown =
        Ask.compare(key("r/2"), CompareTarget.VERSION, CompareResult.EQUAL)
            .setRangeEnd(bytes(key("r/1")));
    assertThat(holds(upsideDown.setVersion(0).build())).isTrue();
  }

  @Test
  void operationsSeeWhatCameBeforeThemButComparisonsDoNot() {
    TxnResponse answer =
        client.txn(
            Ask.txn()
                .addSuccess(op(Ask.put(key("a"), "new")))
                .addSuccess(
                    op(
                        Ask.txn()
                            .addCompare(Ask.missing(key("a")))
                            .addSuccess(op(Ask.range(key("a"))))
                            .addFailure(op(Ask.range(key("b"))))))
                .addSuccess(op(Ask.delete(key("x"))))
                .addSuccess(op(Ask.range(key("a")).setCountOnly(true))));
    TxnResponse nested = answer.getResponses(1).getResponseTxn();
    assertThat(nested.getSucceeded()).isTrue();
    assertThat(nested.getHeader().getRevision()).isZero();
    assertThat(nested.getResponses(0).getResponseRange().getKvs(0).getValue())
        .isEqualTo(bytes("new"));
    assertThat(answer.getResponses(3).getResponseRange().getCount()).isEqualTo(1);
  }

  @Test
  void operationsAreCountedByTheLongerBranch() {
    client.txn(Ask.txn().addAllSuccess(puts(OPS_MAX)).addAllFailure(puts(OPS_MAX)));
    refuses(EtcdError.TOO_MANY_OPS, Ask.txn().addAllSuccess(puts(OPS_MAX + 1)));
    refuses(EtcdError.TOO_MANY_OPS, Ask.txn().addAllFailure(puts(OPS_MAX + 1)));
    TxnRequest.Builder comparing = Ask.txn();
    for (int i = 0; i <= OPS_MAX; i++) {
      comparing.addCompare(Ask.missing(key("c" + i)));
    }
    refuses(EtcdError.TOO_MANY_OPS, comparing);
    // What is nested has what its parent leaves.
    TxnRequest.Builder nested = Ask.txn().addAllSuccess(puts(OPS_MAX - 2));
    assertThat(client.txn(nested.clone().addSuccess(op(Ask.txn()))).getSucceeded()).isTrue();
    refuses(
        EtcdError.TOO_MANY_OPS,
        nested.clone().addSuccess(op(Ask.txn().addAllSuccess(puts(OPS_MAX)))));
  }

  private List<RequestOp> puts(int count) {
    List<RequestOp> puts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      puts.add(op(Ask.put(key("k" + i), "v")));
    }
    return puts;
  }

  @Test
  void aKeyIsWrittenOnceInABranch() {
    RequestOp put = op(Ask.put(key("a"), "1"));
    RequestOp delete = op(Ask.delete(key("a")));
    RequestOp deleteAll = op(Ask.deletePrefix(key("")));
    refuses(EtcdError.DUPLICATE_KEY, Ask.txn().addSuccess(put).addSuccess(put));
    refuses(EtcdError.DUPLICATE_KEY, Ask.txn().addFailure(put).addFailure(put));
    refuses(EtcdError.DUPLICATE_KEY, Ask.txn().addSuccess(put).addSuccess(delete));
    refuses(EtcdError.DUPLICATE_KEY, Ask.txn().addSuccess(deleteAll).addSuccess(put));
    refuses(
        EtcdError.DUPLICATE_KEY,
        Ask.txn().addSuccess(put).addSuccess(op(Ask.txn().addFailure(put))));
    refuses(
        EtcdError.DUPLICATE_KEY,
        Ask.txn()
            .addSuccess(op(Ask.txn().addSuccess(put)))
            .addSuccess(op(Ask.txn().addSuccess(put))));
    refuses(
        EtcdError.DUPLICATE_KEY,
        Ask.txn().addSuccess(delete).addSuccess(op(Ask.txn().addSuccess(put))));
    // Allowed: both branches, deletions over each other, reads of anything.
    client.txn(Ask.txn().addSuccess(put).addFailure(put));
    client.txn(Ask.txn().addSuccess(delete).addSuccess(deleteAll));
    client.txn(Ask.txn().addSuccess(put).addSuccess(op(Ask.prefix(key("")))));
    client.txn(Ask.txn().addSuccess(op(Ask.txn().addSuccess(put).addFailure(put))));
  }

  @Test
  void whatCannotBeReadOrLeasedStopsAllOfIt() {
    client.put(key("a"), "1");
    RequestOp put = op(Ask.put(key("a"), "2"));
    refuses(
        EtcdError.FUTURE_REVISION,
        Ask.txn()
            .addSuccess(put)
            .addSuccess(op(Ask.range(key("a")).setRevision(client.revision() + 1000))));
    refuses(
        EtcdError.LEASE_NOT_FOUND,
        Ask.txn().addSuccess(put).addSuccess(op(Ask.put(key("b"), "1").setLease(lease(98)))));
    refuses(EtcdError.KEY_NOT_FOUND, Ask.txn().addSuccess(RequestOp.getDefaultInstance()));
    refuses(
        EtcdError.VALUE_PROVIDED,
        Ask.txn().addSuccess(op(Ask.put(key("b"), "1").setIgnoreValue(true))));
    assertThat(client.range(Ask.range(key("a"))).getKvs(0).getValue()).isEqualTo(bytes("1"));
    // Only the branch that runs is looked at.
    client.txn(
        Ask.txn()
            .addSuccess(put)
            .addFailure(op(Ask.range(key("a")).setRevision(client.revision() + 1000))));
  }

  @Test
  void fiftyNestedOnesAreFine() {
    TxnRequest.Builder inner = Ask.txn().addSuccess(op(Ask.put(key("deep"), "1")));
    for (int i = 0; i < 50; i++) {
      inner = Ask.txn().addSuccess(op(inner));
    }
    // A parser in Java gives up at a hundred levels unless told otherwise.
    MethodDescriptor<TxnRequest, TxnResponse> method =
        KVGrpc.getTxnMethod().toBuilder()
            .setResponseMarshaller(
                ProtoUtils.marshallerWithRecursionLimit(TxnResponse.getDefaultInstance(), 1000))
            .build();
    assertThat(client.call(method, inner.build()).getSucceeded()).isTrue();
    assertThat(client.range(Ask.range(key("deep"))).getCount()).isEqualTo(1);
  }
}
