package io.fireweed.it.conformance;

import static io.fireweed.it.conformance.Accounts.addRole;
import static io.fireweed.it.conformance.Accounts.addUser;
import static io.fireweed.it.conformance.Accounts.changePassword;
import static io.fireweed.it.conformance.Accounts.disable;
import static io.fireweed.it.conformance.Accounts.enable;
import static io.fireweed.it.conformance.Accounts.grant;
import static io.fireweed.it.conformance.Accounts.guard;
import static io.fireweed.it.conformance.Accounts.listUsers;
import static io.fireweed.it.conformance.Accounts.login;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.fixtures.Eventually;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Refusal;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokens that say themselves whose they are, signed with keys of each kind.
@EverySubject
class SignedTokensIT {
  private static final Call<PutRequest, PutResponse> PUT =
      new Call<>(KVGrpc.getPutMethod(), Ask.put("a", "1").build());

  private final Subject subject;

  @TempDir Path temporary;

  private Server server;
  private Client client;

  SignedTokensIT(Subject subject) {
    this.subject = subject;
  }

  @AfterEach
  void end() {
    if (server != null) {
      client.close();
      server.close();
    }
  }

  /// {@return root}
  private Client start(String tokens) {
    server = subject.start(temporary.resolve("m1"), "--bcrypt-cost=4", tokens);
    client = server.connect();
    guard(client);
    return client.as("root", "root");
  }

  /// The other test takes a key of another kind.
  static List<String> methods() {
    return Boolean.getBoolean("slow")
        ? List.of("RS256", "RS512", "PS384", "ES256", "HS256", "EdDSA")
        : List.of("RS256");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aTokenIsGoodAsLongAsItsRevision(String method) {
    if ((subject == Subject.ETCD_3_4 || subject == Subject.ETCD_3_5) && method.equals("EdDSA")) {
      return; // they do not know it
    }
    Client root = start(KeyFiles.create(method, temporary).flag("10m"));
    String token = login("u", "u").by(client).getToken();
    Client user = client.with("token", token);
    PUT.by(user);
    listUsers().refusedTo(user, EtcdError.PERMISSION_DENIED);
    PUT.refusedTo(client, EtcdError.USER_EMPTY);
    String[] parts = token.split("\\.", -1);
    assertThat(parts).hasSize(3);
    assertThat(decoded(parts[0])).contains("\"alg\":\"" + method + "\"");
    assertThat(decoded(parts[1])).contains("\"username\":\"u\"", "\"revision\":", "\"exp\":");
    for (String forged : forgeries(parts)) {
      PUT.refusedTo(client.with("token", forged), EtcdError.INVALID_AUTH_TOKEN);
    }
    addUser("v", "v").by(root);
    PUT.refusedTo(user, EtcdError.AUTH_OLD_REVISION);
    assertThat(listUsers().by(root).getUsersList()).contains("v"); // no key, no revision
    aTokenOutlivesARestart(login("u", "u").by(client).getToken());
  }

  private void aTokenOutlivesARestart(String token) {
    client.close();
    server.stop();
    server.restart();
    client = server.connect();
    PUT.by(client.with("token", token));
    disable().by(client.as("root", "root"));
    PUT.by(client);
    enable().by(client);
    PUT.refusedTo(client.with("token", token), EtcdError.AUTH_OLD_REVISION);
    Client root = client.as("root", "root");
    changePassword("u", "new").by(root);
    login("u", "u").refusedTo(client, EtcdError.AUTH_FAILED);
    PUT.by(client.as("u", "new"));
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), UTF_8);
  }

  private static List<String> forgeries(String[] parts) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String root =
        encoder.encodeToString(decoded(parts[1]).replace("\"u\"", "\"root\"").getBytes(UTF_8));
    String none = encoder.encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(UTF_8));
    return List.of(
        parts[0] + "." + root + "." + parts[2],
        none + "." + parts[1] + ".",
        parts[0] + "." + parts[1] + ".",
        parts[0] + "." + parts[1],
        "x");
  }

  @Test
  void aTokenEndsInItsTimeAndALeaseInItsOwn() {
    Client root = start(KeyFiles.create("HS256", temporary).flag("2s"));
    Client user = client.as("u", "u");
    user.grant(1, 2);
    user.put(Ask.put("a", "1").setLease(1));
    PUT.by(client.as("u", "u"));
    Eventually.within(Duration.ofSeconds(60), () -> "the token is over", () -> isInvalid(user));
    PUT.refusedTo(root, EtcdError.INVALID_AUTH_TOKEN);
    client.as("u", "u").put(Ask.put("a", "1").setLease(1));
    Eventually.within(
        Duration.ofSeconds(60),
        () -> "the lease is over",
        () -> client.as("u", "u").range(Ask.range("a")).getCount() == 0);
  }

  private static boolean isInvalid(Client user) {
    try {
      user.range(Ask.range("a"));
      return false;
    } catch (StatusRuntimeException e) {
      assertThat(Refusal.of(e).text()).isEqualTo(EtcdError.INVALID_AUTH_TOKEN.text());
      return true;
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "slow", matches = "true")
  void whoCannotSignGivesNoToken() {
    KeyFiles keys = KeyFiles.create("PS384", temporary);
    server =
        subject.start(temporary.resolve("m1"), "--bcrypt-cost=4", keys.flagWithoutPrivateKey());
    client = server.connect();
    addUser("root", "root").by(client);
    addRole("root").by(client);
    grant("root", "root").by(client);
    enable().by(client);
    login("root", "root").refusedTo(client, EtcdError.TOKEN_NOT_SIGNED);
  }
}
