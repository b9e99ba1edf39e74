package io.fireweed.it.conformance;

import static io.fireweed.it.conformance.Accounts.addUser;
import static io.fireweed.it.conformance.Accounts.getUser;
import static io.fireweed.it.conformance.Accounts.guard;
import static io.fireweed.it.conformance.Accounts.listUsers;
import static io.fireweed.it.conformance.Accounts.login;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.it.conformance.Authority.Identity;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Subject;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Clients with certificates: who is let in, and who they are.
@ParameterizedClass(name = "{0}")
@MethodSource("io.fireweed.it.served.Subject#oneEtcdAndOurs")
class CertificatesIT {
  private static final Call<PutRequest, PutResponse> PUT =
      new Call<>(KVGrpc.getPutMethod(), Ask.put("a", "1").build());
  private static final String NAMED =
      "400 CommonName of client sending a request against gateway will be ignored and not used";
  private static final String PUT_BODY = "{\"key\":\"YQ==\",\"value\":\"MQ==\"}";

  private final Subject subject;

  @TempDir Path temporary;

  private Authority authority;
  private Identity ofRoot;
  private Identity ofUser;

  CertificatesIT(Subject subject) {
    this.subject = subject;
  }

  @BeforeEach
  void begin() throws Exception {
    authority = Authority.create(Files.createDirectory(temporary.resolve("ours")), "ours");
    ofRoot = authority.issue("root");
    ofUser = authority.issue("u");
  }

  @Test
  void itsCommonNameIsTheUserUnlessATokenSaysOtherwise() {
    try (SecureServer server = SecureServer.start(subject, temporary.resolve("m1"), authority)) {
      Client user = server.as(ofUser);
      Client root = server.as(ofRoot);
      guard(root);
      PUT.by(user);
      assertThat(getUser("u").by(user).getRolesList()).containsExactly("r");
      listUsers().refusedTo(user, EtcdError.PERMISSION_DENIED);
      assertThat(listUsers().by(root).getUsersList()).containsExactly("root", "u");
      listUsers().refusedTo(root.as("u", "u"), EtcdError.PERMISSION_DENIED);
      assertThat(listUsers().by(user.as("root", "root")).getUsersCount()).isEqualTo(2);
      PUT.refusedTo(root.with("token", "x.1"), EtcdError.INVALID_AUTH_TOKEN);
      Client stranger = server.as(authority.issue("x"));
      PUT.refusedTo(stranger, EtcdError.PERMISSION_DENIED);
      listUsers().refusedTo(stranger, EtcdError.USER_NOT_FOUND);
      Identity nameless = authority.issueUnnamed();
      Client unnamed = server.as(nameless);
      PUT.refusedTo(unnamed, EtcdError.PERMISSION_DENIED);
      listUsers().refusedTo(unnamed, EtcdError.USER_EMPTY);
      PUT.by(unnamed.as("u", "u"));
      addUser("v", "v").by(root);
      PUT.by(user);
      jsonIsForWhoHasNoName(server, nameless, login("u", "u").by(user).getToken());
    }
  }

  private void jsonIsForWhoHasNoName(SecureServer server, Identity unnamed, String token) {
    String path = "/v3/kv/put";
    for (Identity named : new Identity[] {ofUser, ofRoot}) {
      assertThat(server.post(named, path, PUT_BODY)).startsWith(NAMED);
      assertThat(server.post(named, path, PUT_BODY, "Authorization", token)).startsWith(NAMED);
    }
    assertThat(server.post(unnamed, path, PUT_BODY)).contains("user name is empty");
    assertThat(server.post(unnamed, path, PUT_BODY, "Authorization", token)).startsWith("200 ");
  }

  @Test
  void onlyAGoodCertificateForTheHostLetsIn() throws Exception {
    Authority other = Authority.create(Files.createDirectory(temporary.resolve("other")), "other");
    String host = "good.example";
    Identity revoked = authority.issue("u", host);
    Map<String, Identity> bad =
        Map.of(
            "of another authority", other.issue("u", host),
            "expired", authority.issueExpired("u", host),
            "revoked", revoked,
            "for no host", authority.issue(host),
            "for another host", authority.issue("u", "bad.example"),
            "for hosts below it", authority.issue("u", "*.good.example"));
    Path crl = authority.revoke(revoked);
    try (SecureServer server =
        SecureServer.start(
            subject,
            temporary.resolve("m1"),
            authority,
            "--client-crl-file=" + crl,
            "--client-cert-allowed-hostname=" + host)) {
      PUT.by(server.as(authority.issue("u", host)));
      PUT.by(server.as(authority.issue("u", "*.example")));
      PUT.by(server.as(authority.issue("u", "GOOD.example")));
      bad.forEach(
          (why, identity) ->
              assertThat(PUT.refusal(server.as(identity)).code())
                  .as(why)
                  .isEqualTo(Status.Code.UNAVAILABLE));
    }
  }
}
