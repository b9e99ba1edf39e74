package io.fireweed.it.conformance;

import static io.fireweed.it.conformance.Accounts.addRole;
import static io.fireweed.it.conformance.Accounts.addUser;
import static io.fireweed.it.conformance.Accounts.allow;
import static io.fireweed.it.conformance.Accounts.allowPrefix;
import static io.fireweed.it.conformance.Accounts.deleteRole;
import static io.fireweed.it.conformance.Accounts.forbid;
import static io.fireweed.it.conformance.Accounts.grant;
import static io.fireweed.it.conformance.Accounts.revoke;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.DeleteRangeResponse;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.TxnResponse;
import io.fireweed.api.rpc.auth.Permission;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which keys a user may read and write. The user `v` with the role `s` begins with no right.
@EverySubject
class KeyRightsIT extends GuardedServer {
  private static final Permission.Type READ = Permission.Type.READ;
  private static final Permission.Type WRITE = Permission.Type.WRITE;
  private static final Permission.Type READWRITE = Permission.Type.READWRITE;

  KeyRightsIT(Subject subject) {
    super(subject);
  }

  private Client root;
  private Client v;

  @BeforeEach
  void begin() {
    client.put(key("a"), "1");
    client.put(key("b"), "1");
    addUser("v", "v").by(client);
    addRole("s").by(client);
    grant("v", "s").by(client);
    root = guard();
    v = nobody.as("v", "v");
  }

  private static Call<PutRequest, PutResponse> put(PutRequest.Builder put) {
    return new Call<>(KVGrpc.getPutMethod(), put.build());
  }

  private Call<PutRequest, PutResponse> put(String name) {
    return put(Ask.put(key(name), "2"));
  }

  private static Call<RangeRequest, RangeResponse> range(RangeRequest.Builder range) {
    return new Call<>(KVGrpc.getRangeMethod(), range.build());
  }

  private Call<RangeRequest, RangeResponse> range(String name) {
    return range(Ask.range(key(name)));
  }

  private static Call<DeleteRangeRequest, DeleteRangeResponse> delete(
      DeleteRangeRequest.Builder delete) {
    return new Call<>(KVGrpc.getDeleteRangeMethod(), delete.build());
  }

  private static Call<TxnRequest, TxnResponse> txn(TxnRequest.Builder txn) {
    return new Call<>(KVGrpc.getTxnMethod(), txn.build());
  }

  private static Call<TxnRequest, TxnResponse> txn(RequestOp.Builder... ops) {
    TxnRequest.Builder txn = Ask.txn();
    for (RequestOp.Builder op : ops) {
      txn.addSuccess(op);
    }
    return txn(txn);
  }

  private ByteString name(String name) {
    return Ask.bytes(key(name));
  }

  private void deniedToV(Call<?, ?>... calls) {
    for (Call<?, ?> call : calls) {
      call.refusedTo(v, EtcdError.PERMISSION_DENIED);
    }
  }

  @Test
  void aRightToReadIsNoneToWriteNorTheOtherWayRound() {
    deniedToV(put("a"), range("a"), delete(Ask.delete(key("a"))));
    allow("s", READ, key("a")).by(root);
    assertThat(range("a").by(v).getCount()).isEqualTo(1);
    deniedToV(put("a"), delete(Ask.delete(key("a"))), range("b"), range(Ask.prefix(key("a"))));
    allow("s", WRITE, key("a")).by(root);
    put("a").by(v);
    assertThat(delete(Ask.delete(key("a"))).by(v).getDeleted()).isEqualTo(1);
    deniedToV(range("a"), put("b"));
    allow("s", READWRITE, key("a")).by(root);
    put("a").by(v);
    assertThat(range("a").by(v).getCount()).isEqualTo(1);
    assertThat(range("b").by(root).getCount()).isEqualTo(1);
  }

  @Test
  void whatWasThereBeforeIsForReaders() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4 does not look for that in transactions
    }
    allow("s", WRITE, key("a")).by(root);
    put("a").by(v);
    deniedToV(
        put(Ask.put(key("a"), "3").setPrevKv(true)),
        delete(Ask.delete(key("a")).setPrevKv(true)),
        txn(Ask.txn().addSuccess(Ask.op(Ask.put(key("a"), "3").setPrevKv(true)))),
        txn(Ask.txn().addFailure(Ask.op(Ask.delete(key("a")).setPrevKv(true)))));
    assertThat(range("a").by(root).getKvs(0).getValue()).isEqualTo(Ask.bytes("2"));
    allow("s", READWRITE, key("a")).by(root);
    assertThat(put(Ask.put(key("a"), "3").setPrevKv(true)).by(v).getPrevKv().getValue())
        .isEqualTo(Ask.bytes("2"));
  }

  @Test
  void aRightOnARangeIsOneOnWhatLiesInIt() {
    allow("s", READ, key("b"), name("d")).by(root);
    range("b").by(v);
    range("c").by(v);
    range(Ask.range(key("b")).setRangeEnd(name("d"))).by(v);
    range(Ask.range(key("b1")).setRangeEnd(name("c"))).by(v);
    deniedToV(
        range("a"),
        range("d"),
        range(Ask.range(key("b")).setRangeEnd(name("d0"))),
        range(Ask.range(key("a")).setRangeEnd(name("c"))),
        range(Ask.range(key("b")).setRangeEnd(Ask.OPEN)));
  }

  @Test
  void rightsThatTouchAddUp() {
    allow("s", READ, key("b"), name("d")).by(root);
    allow("s", READWRITE, key("d"), name("f")).by(root);
    addRole("t").by(root);
    grant("v", "t").by(root);
    allow("t", READ, key("c"), name("h")).by(root);
    range(Ask.range(key("b")).setRangeEnd(name("h"))).by(v);
    deniedToV(range(Ask.range(key("b")).setRangeEnd(name("i"))));
    delete(Ask.delete(key("d")).setRangeEnd(name("f"))).by(v);
    deniedToV(delete(Ask.delete(key("c")).setRangeEnd(name("f"))));
    revoke("v", "t").by(root);
    range(Ask.range(key("b")).setRangeEnd(name("f"))).by(v);
    deniedToV(range(Ask.range(key("b")).setRangeEnd(name("h"))));
  }

  @Test
  void aRightOnEverythingFromAKeyOnHasNoEnd() {
    allow("s", READWRITE, key("b"), Ask.OPEN).by(root);
    range(Ask.range(key("b")).setRangeEnd(Ask.OPEN)).by(v);
    range(Ask.range(key("z")).setRangeEnd(Ask.OPEN)).by(v);
    range("zz").by(v);
    put("c").by(v);
    deniedToV(range("a"), put("a"), range(Ask.range("\0").setRangeEnd(Ask.OPEN)));
    forbid("s", key("b"), Ask.OPEN).by(root);
    deniedToV(range("zz"));
    allow("s", READ, "\0", Ask.OPEN).by(root);
    range(Ask.range("\0").setRangeEnd(Ask.OPEN)).by(v);
    range("a").by(v);
    deniedToV(put("a"));
  }

  @Test
  void aRightOnAPrefixEndsWithIt() {
    allowPrefix("s", READ, key("p/")).by(root);
    range(Ask.prefix(key("p/"))).by(v);
    range("p/x").by(v);
    deniedToV(range("p"), range("p0"), range(Ask.prefix(key("p"))));
  }

  @Test
  void aTransactionNeedsTheRightsOfBothBranchesAndOfWhatItCompares() {
    allow("s", READ, key("a")).by(root);
    allow("s", WRITE, key("b")).by(root);
    Compare good = Ask.valueIs(key("a"), "1");
    Compare hidden = Ask.valueIs(key("b"), "1");
    RequestOp put = Ask.op(Ask.put(key("b"), "2"));
    RequestOp read = Ask.op(Ask.range(key("a")));
    assertThat(
            txn(Ask.txn().addCompare(good).addSuccess(put).addFailure(read)).by(v).getSucceeded())
        .isTrue();
    RequestOp write = Ask.op(Ask.put(key("a"), "2"));
    RequestOp look = Ask.op(Ask.range(key("b")));
    deniedToV(
        txn(Ask.txn().addCompare(hidden).addSuccess(put)),
        txn(Ask.txn().addCompare(good).addSuccess(write)),
        txn(Ask.txn().addCompare(good).addSuccess(put).addFailure(write)),
        txn(Ask.txn().addCompare(good).addSuccess(look)),
        txn(Ask.txn().addCompare(good).addFailure(look)),
        txn(Ask.txn().addCompare(good).addFailure(Ask.op(Ask.delete(key("a"))))),
        txn(
            Ask.txn()
                .addCompare(good.toBuilder().setRangeEnd(Ask.endOf(key("a"))))
                .addSuccess(put)));
    assertThat(range("a").by(root).getKvs(0).getVersion()).isEqualTo(1);
  }

  @Test
  void aNestedTransactionIsLookedInto() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4 does not look for that in transactions
    }
    allow("s", READWRITE, key("a")).by(root);
    TxnRequest.Builder fine = Ask.txn().addSuccess(Ask.op(Ask.put(key("a"), "2")));
    txn(Ask.txn().addSuccess(Ask.op(fine))).by(v);
    TxnRequest.Builder write = Ask.txn().addSuccess(Ask.op(Ask.put(key("b"), "2")));
    TxnRequest.Builder read = Ask.txn().addFailure(Ask.op(Ask.range(key("b"))));
    TxnRequest.Builder compare = Ask.txn().addCompare(Ask.valueIs(key("b"), "1"));
    for (TxnRequest.Builder inner : List.of(write, read, compare)) {
      deniedToV(
          txn(Ask.txn().addSuccess(Ask.op(inner))),
          txn(Ask.txn().addFailure(Ask.op(inner))),
          txn(Ask.txn().addSuccess(Ask.op(Ask.txn().addFailure(Ask.op(inner))))));
    }
    assertThat(range("b").by(root).getKvs(0).getVersion()).isEqualTo(1);
  }

  @Test
  void aRightThatIsTakenBackIsGoneAtOnce() {
    Client user = user();
    put("a").by(user);
    forbid("r", key(""), Ask.endOf(key(""))).by(root);
    put("a").refusedTo(user, EtcdError.PERMISSION_DENIED);
    range("a").refusedTo(user, EtcdError.PERMISSION_DENIED);
    allowPrefix("r", READ, key("")).by(root);
    range("a").by(user);
    revoke("u", "r").by(root);
    range("a").refusedTo(user, EtcdError.PERMISSION_DENIED);
    grant("u", "r").by(root);
    range("a").by(user);
    deleteRole("r").by(root);
    range("a").refusedTo(user, EtcdError.PERMISSION_DENIED);
  }

  @Test
  void theRoleOfRootMayDoEverything() {
    grant("v", "root").by(root);
    put("a").by(v);
    range(Ask.range("\0").setRangeEnd(Ask.OPEN)).by(v);
    Accounts.listUsers().by(v);
    revoke("v", "root").by(root);
    deniedToV(put("a"));
    Accounts.listUsers().refusedTo(v, EtcdError.PERMISSION_DENIED);
  }
}
