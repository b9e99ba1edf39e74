package io.fireweed.it.conformance;

import static io.fireweed.it.conformance.Accounts.addUser;
import static io.fireweed.it.conformance.Accounts.addUserWithoutPassword;
import static io.fireweed.it.conformance.Accounts.allow;
import static io.fireweed.it.conformance.Accounts.changePassword;
import static io.fireweed.it.conformance.Accounts.deleteUser;
import static io.fireweed.it.conformance.Accounts.disable;
import static io.fireweed.it.conformance.Accounts.enable;
import static io.fireweed.it.conformance.Accounts.listUsers;
import static io.fireweed.it.conformance.Accounts.login;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.auth.Permission;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Who a caller is: passwords, and the tokens that are given for them.
@EverySubject
class SessionsIT extends GuardedServer {
  SessionsIT(Subject subject) {
    super(subject);
  }

  private Call<PutRequest, PutResponse> put() {
    return new Call<>(KVGrpc.getPutMethod(), Ask.put(key("a"), "1").build());
  }

  private Call<RangeRequest, RangeResponse> range() {
    return new Call<>(KVGrpc.getRangeMethod(), Ask.range(key("a")).build());
  }

  @Test
  void whoSaysNoNameMayNeitherReadNorWrite() {
    guard();
    put().refusedTo(nobody, EtcdError.USER_EMPTY);
    range().refusedTo(nobody, EtcdError.USER_EMPTY);
    new Call<>(KVGrpc.getRangeMethod(), Ask.range(key("a")).setSerializable(true).build())
        .refusedTo(nobody, EtcdError.USER_EMPTY);
    new Call<>(KVGrpc.getDeleteRangeMethod(), Ask.delete(key("a")).build())
        .refusedTo(nobody, EtcdError.USER_EMPTY);
    new Call<>(KVGrpc.getTxnMethod(), Ask.txn().addSuccess(Ask.op(Ask.put(key("a"), "1"))).build())
        .refusedTo(nobody, EtcdError.USER_EMPTY);
  }

  @Test
  void aTokenIsAskedForUnderEitherName() {
    guard();
    String token = login("u", "u").by(nobody).getToken();
    put().by(nobody.with("token", token));
    put().by(nobody.with("authorization", token));
    if (!isBefore(Release.V3_7)) {
      put().by(nobody.with("token", "Bearer " + token));
      put().by(nobody.with("authorization", "Bearer " + token));
    }
    put().refusedTo(nobody.with("token", "x" + token), EtcdError.INVALID_AUTH_TOKEN);
    put().refusedTo(nobody.with("token", "x.y"), EtcdError.INVALID_AUTH_TOKEN);
    range().refusedTo(nobody.with("token", "x.1"), EtcdError.INVALID_AUTH_TOKEN);
    put().refusedTo(nobody.with("token", ""), EtcdError.INVALID_AUTH_TOKEN);
  }

  @Test
  void aTokenThatIsNotAskedForDoesNoHarm() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4 looks at tokens always
    }
    put().by(nobody.with("token", "rubbish"));
    guard();
    put().refusedTo(nobody.with("token", "rubbish"), EtcdError.INVALID_AUTH_TOKEN);
  }

  @Test
  void aWrongPasswordAWrongNameAndNoPasswordGiveNoToken() {
    addUserWithoutPassword("n").by(client);
    addUser("e", "").by(client);
    guard();
    login("u", "x").refusedTo(nobody, EtcdError.AUTH_FAILED);
    login("u", "").refusedTo(nobody, EtcdError.AUTH_FAILED);
    login("x", "u").refusedTo(nobody, EtcdError.AUTH_FAILED);
    login("", "").refusedTo(nobody, EtcdError.AUTH_FAILED);
    login("n", "n").refusedTo(nobody, EtcdError.NO_PASSWORD_USER);
    login("n", "").refusedTo(nobody, EtcdError.NO_PASSWORD_USER);
    assertThat(login("e", "").by(nobody).getToken()).isNotEmpty();
  }

  @Test
  void aNewPasswordEndsTheTokensOfTheOldOne() {
    Client root = guard();
    Client user = user();
    put().by(user);
    changePassword("u", "new").by(root);
    put().refusedTo(user, EtcdError.INVALID_AUTH_TOKEN);
    range().refusedTo(user, EtcdError.INVALID_AUTH_TOKEN);
    login("u", "u").refusedTo(nobody, EtcdError.AUTH_FAILED);
    put().by(nobody.as("u", "new"));
    put().by(root);
  }

  @Test
  void aUserThatIsGoneIsNobody() {
    Client root = guard();
    Client user = user();
    deleteUser("u").by(root);
    put().refusedTo(user, EtcdError.INVALID_AUTH_TOKEN);
    login("u", "u").refusedTo(nobody, EtcdError.AUTH_FAILED);
    addUser("u", "u").by(root);
    put().refusedTo(user, EtcdError.INVALID_AUTH_TOKEN);
    put().refusedTo(nobody.as("u", "u"), EtcdError.PERMISSION_DENIED);
  }

  @Test
  void aChangeOfOthersLeavesATokenGood() {
    Client root = guard();
    Client user = user();
    addUser("v", "v").by(root);
    allow("r", Permission.Type.READ, "elsewhere").by(root);
    put().by(user);
    range().by(user);
  }

  @Test
  void whoNoLongerAsksTakesEveryTokenBack() {
    Client root = guard();
    Client user = user();
    disable().by(root);
    if (!isBefore(Release.V3_5)) {
      put().by(user);
    }
    put().by(nobody);
    enable().by(client);
    put().refusedTo(user, EtcdError.INVALID_AUTH_TOKEN);
    listUsers().refusedTo(root, EtcdError.INVALID_AUTH_TOKEN);
    put().by(user());
  }

  /// Calls, logins, enabling and disabling at once: each ends, with an answer or one of the errors
  /// that a client takes as a reason to ask for a new token.
  @Test
  void changesUnderCallsEndEachCallInAnExpectedWay() throws Exception {
    Client root = guard();
    AtomicBoolean over = new AtomicBoolean();
    List<Callable<List<String>>> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callers.add(() -> putUntil(over));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<String>>> running = callers.stream().map(threads::submit).toList();
      try {
        for (int i = 0; i < 25; i++) {
          addUser("v", "v").by(root);
          deleteUser("v").by(root);
          changePassword("u", "u").by(root);
        }
      } finally {
        over.set(true);
      }
      for (Future<List<String>> one : running) {
        assertThat(one.get())
            .isSubsetOf(
                EtcdError.INVALID_AUTH_TOKEN.text(),
                EtcdError.AUTH_OLD_REVISION.text(),
                EtcdError.AUTH_FAILED.text());
      }
    }
    put().by(user());
  }

  private List<String> putUntil(AtomicBoolean over) {
    List<String> refused = new ArrayList<>();
    while (!over.get()) {
      try {
        Client user = user();
        for (int i = 0; i < 20 && !over.get(); i++) {
          put().by(user);
        }
      } catch (StatusRuntimeException failure) {
        refused.add(String.valueOf(failure.getStatus().getDescription()));
      }
    }
    return refused.stream().distinct().toList();
  }
}
