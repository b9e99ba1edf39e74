package io.fireweed.cli.etcdctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ways to reach a member: TLS with certificates made by openssl, sockets, limits.
class ConnectionIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path temporary;

  @Test
  void keysOfEveryFormOpenAMutualTlsConnectionAsGoDoes() throws IOException {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getLast();
    Path ca = certificates();
    String port = ClusterPlan.of(1).members().getFirst().clientUrl().replaceAll(".*:", "");
    String tls = "https://127.0.0.1:" + port;
    try (RealEtcd _ =
        RealEtcd.start(
            programs,
            temporary.resolve("m"),
            "--listen-client-urls=" + tls,
            "--advertise-client-urls=" + tls,
            "--client-cert-auth",
            "--trusted-ca-file=" + ca,
            "--cert-file=" + temporary.resolve("server.pem"),
            "--key-file=" + temporary.resolve("server-pkcs8.key"))) {
      String authority = "--cacert=" + ca;
      for (String key : List.of("rsa-pkcs8", "rsa-pkcs1", "ec-pkcs8", "ec-sec1")) {
        String certificate = "--cert=" + temporary.resolve(key.replaceAll("-.*", ".pem"));
        String flag = "--key=" + temporary.resolve(key + ".key");
        same(programs, tls, authority, certificate, flag, "put", "a", key);
        same(programs, "127.0.0.1:" + port, authority, certificate, flag, "get", "a");
      }
      String certificate = "--cert=" + temporary.resolve("rsa.pem");
      String key = "--key=" + temporary.resolve("rsa-pkcs1.key");
      same(programs, tls, "--insecure-skip-tls-verify", certificate, key, "get", "a");
      // Without its certificate, without trust in the server, in the clear: all end in time.
      same(programs, tls, authority, "--command-timeout=1s", "get", "a");
      same(programs, tls, certificate, key, "--command-timeout=1s", "get", "a");
      same(programs, "http://127.0.0.1:" + port, "--command-timeout=1s", "get", "a");
      same(
          programs,
          "127.0.0.1:" + port,
          "--insecure-transport=false",
          "--command-timeout=1s",
          "get",
          "a");
    }
  }

  @Test
  void aSocketIsAnEndpoint() {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getLast();
    // etcd takes the host and port of a unix URL for the name of a file in its directory.
    String name = ClusterPlan.of(1).members().getFirst().clientAddress();
    Path socket = Path.of(name).toAbsolutePath();
    try (RealEtcd etcd =
        RealEtcd.start(
            programs,
            temporary.resolve("m"),
            "--listen-client-urls=unix://" + name,
            "--advertise-client-urls=unix://" + name)) {
      Eventually.within(LIMIT, etcd::logText, () -> Files.exists(socket));
      same(programs, "unix://" + socket, "put", "a", "1");
      same(programs, "unix://" + name, "get", "a");
    } finally {
      socket.toFile().delete();
    }
    CtlRun gone =
        CtlRun.against("unix://" + socket, Map.of(), "", "get", "a", "--command-timeout=1s");
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.err()).endsWith("Error: context deadline exceeded\n");
  }

  @Test
  void limitsInSizeAreKept() {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getFirst();
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m"))) {
      CtlRun large =
          CtlRun.against(
              etcd.clientUrl(), Map.of(), "x".repeat(2000), "put", "a", "--max-request-bytes=1000");
      assertThat(large.exitCode()).isEqualTo(1);
      assertThat(large.err())
          .endsWith(
              "Error: rpc error: code = ResourceExhausted desc = trying to send message larger than"
                  + " max (2006 vs. 1000)\n");
      etcd.etcdctl("put", "a", "x".repeat(2000)).requireSuccess();
      assertThat(
              CtlRun.against(etcd.clientUrl(), Map.of(), "", "get", "a", "--max-recv-bytes=1000")
                  .err())
          .contains("code = ResourceExhausted");
      assertThat(CtlRun.against(etcd.clientUrl(), Map.of(), "", "get", "a").exitCode()).isZero();
    }
  }

  @Test
  void aTokenGotElsewhereIsSent() {
    EtcdPrograms programs = EtcdPrograms.assumeAny().getFirst();
    try (RealEtcd etcd = RealEtcd.start(programs, temporary.resolve("m"))) {
      etcd.etcdctl("user", "add", "root:pw").requireSuccess();
      etcd.etcdctl("auth", "enable").requireSuccess();
      CtlRun wrong =
          CtlRun.against(etcd.clientUrl(), Map.of(), "", "get", "a", "--auth-jwt-token=x.1");
      assertThat(wrong.err()).endsWith("Error: etcdserver: invalid auth token\n");
      CtlRun both =
          CtlRun.against(
              etcd.clientUrl(),
              Map.of("ETCDCTL_AUTH_JWT_TOKEN", "x"),
              "",
              "get",
              "a",
              "--user=a:b");
      assertThat(both.exitCode()).isEqualTo(128);
    }
  }

  /// Makes an authority, a certificate for the server and two for clients. {@return the authority}
  private Path certificates() throws IOException {
    Path extension = Files.writeString(temporary.resolve("ext"), "subjectAltName=IP:127.0.0.1\n");
    openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=ca -days 2");
    openssl("genrsa -out server.key 2048");
    sign("server", "server.key", extension);
    openssl("pkcs8 -topk8 -nocrypt -in server.key -out server-pkcs8.key");
    openssl("genrsa -traditional -out rsa-pkcs1.key 2048");
    openssl("pkcs8 -topk8 -nocrypt -in rsa-pkcs1.key -out rsa-pkcs8.key");
    sign("rsa", "rsa-pkcs1.key", extension);
    openssl("ecparam -name prime256v1 -genkey -out ec-sec1.key");
    openssl("pkcs8 -topk8 -nocrypt -in ec-sec1.key -out ec-pkcs8.key");
    sign("ec", "ec-sec1.key", extension);
    assertThat(Files.readString(temporary.resolve("rsa-pkcs1.key"))).contains("RSA PRIVATE KEY");
    assertThat(Files.readString(temporary.resolve("ec-sec1.key"))).contains("EC PRIVATE KEY");
    return temporary.resolve("ca.pem");
  }

  private void sign(String name, String key, Path extension) {
    openssl("req -new -key " + key + " -out " + name + ".csr -subj /CN=" + name);
    openssl(
        "x509 -req -in "
            + name
            + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile "
            + extension
            + " -out "
            + name
            + ".pem");
  }

  private void openssl(String words) {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is missing");
    ProgramRun.of(
            List.of("/bin/sh", "-c", "cd \"$0\" && openssl " + words, temporary.toString()),
            Map.of(),
            Duration.ofMinutes(1))
        .requireSuccess();
  }

  /// Runs both tools, which must end alike.
  private static void same(EtcdPrograms programs, String endpoint, String... words) {
    List<String> all = new ArrayList<>(List.of("--endpoints=" + endpoint));
    all.addAll(Arrays.asList(words));
    ProgramRun go = programs.etcdctl(all);
    CtlRun ours = CtlRun.of(Map.of(), "", all.toArray(String[]::new));
    assertThat("exit " + ours.exitCode() + "\n" + ours.out() + CtlRun.error(ours.err()))
        .as("%s %s", all, ours.err())
        .isEqualTo("exit " + go.exitCode() + "\n" + go.out() + CtlRun.error(go.err()));
  }
}
