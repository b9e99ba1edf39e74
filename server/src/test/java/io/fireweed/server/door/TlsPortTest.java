package io.fireweed.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.server.door.TestAuthority.Issued;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsPortTest {
  @TempDir static Path directory;

  private static TestAuthority ours;
  private static TestAuthority others;
  private static Issued server;

  @BeforeAll
  static void makeAuthorities() throws Exception {
    assumeTrue(
        ProgramRun.of(List.of("sh", "-c", "command -v openssl"), Map.of(), Duration.ofSeconds(10))
                .exitCode()
            == 0,
        "openssl is not installed");
    ours = TestAuthority.create(directory, "ours");
    others = TestAuthority.create(directory, "others");
    server = ours.server("server");
  }

  private static TlsOptions tls() {
    return TlsOptions.of(server.certificate(), server.key());
  }

  private static ProgramRun curl(OpenPort port, String path, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--cacert", ours.certificate().toString()));
    arguments.addAll(List.of(more));
    arguments.add("https://" + port.address() + path);
    return OpenPort.curl(arguments.toArray(String[]::new));
  }

  private static ProgramRun curlAs(OpenPort port, Issued client) {
    return curl(
        port,
        "/health",
        "--cert",
        client.certificate().toString(),
        "--key",
        client.key().toString());
  }

  /// etcdctl tries again until its time is over, so a refusal takes all of it.
  private static ProgramRun etcdctl(
      EtcdPrograms programs, OpenPort port, List<String> flags, String... command) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--endpoints=https://" + port.address());
    arguments.add("--cacert=" + ours.certificate());
    arguments.addAll(flags);
    arguments.addAll(List.of(command));
    return programs.etcdctl(arguments);
  }

  private static List<String> as(Issued client) {
    return as(client, 60);
  }

  private static List<String> as(Issued client, int seconds) {
    List<String> flags = new ArrayList<>(patient(seconds));
    flags.add("--cert=" + client.certificate());
    flags.add("--key=" + client.key());
    return flags;
  }

  private static List<String> patient(int seconds) {
    return List.of("--dial-timeout=" + seconds + "s", "--command-timeout=" + seconds + "s");
  }

  @Test
  void etcdctlAndCurlSpeakToTheSamePort() throws Exception {
    try (OpenPort port = OpenPort.tls(tls())) {
      for (EtcdPrograms programs : EtcdPrograms.assumeAny()) {
        assertThat(etcdctl(programs, port, patient(60), "put", "k", "v").requireSuccess().out())
            .startsWith("OK");
        assertThat(etcdctl(programs, port, patient(60), "get", "k").requireSuccess().out())
            .isEqualTo("k\nv\n");
      }
      // curl offers h2 before http/1.1, http/1.1 alone, and nothing.
      for (List<String> flags :
          List.of(List.of("--http2"), List.of("--http1.1"), List.of("--no-alpn"))) {
        List<String> all = new ArrayList<>(flags);
        all.addAll(List.of("-w", " %{http_version}"));
        assertThat(curl(port, "/health", all.toArray(String[]::new)).requireSuccess().out())
            .isEqualTo("well  1.1");
      }
    }
  }

  @Test
  void plainTextToATlsPortIsClosedAtOnce() throws Exception {
    try (OpenPort port = OpenPort.tls(tls());
        Socket socket = new Socket("127.0.0.1", port.number())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write("GET /health HTTP/1.1\r\n\r\n".getBytes());
      byte[] answer = new byte[0];
      try {
        answer = socket.getInputStream().readAllBytes();
      } catch (SocketException reset) {
        // As good as an end, which a wait that became too long is not.
      }
      assertThat(new String(answer, StandardCharsets.US_ASCII)).doesNotContain("HTTP");
    }
  }

  /// The eight cases, each over HTTP and over gRPC.
  @Test
  void onlyValidClientCertificatesAreLetIn() throws Exception {
    Issued good = ours.client("good");
    Issued revoked = ours.client("revoked");
    ours.revoke(revoked);
    Map<String, Issued> refused =
        new HashMap<>(
            Map.of(
                "of another authority", others.client("stranger"),
                "expired", ours.expiredClient("expired"),
                "not yet valid", ours.futureClient("future"),
                "for servers", ours.clientFor("serverAuth", "purpose"),
                "revoked", revoked));
    List<EtcdPrograms> installed = EtcdPrograms.assumeAny();
    EtcdPrograms programs = installed.getFirst();
    for (Path crl : List.of(ours.crl(), ours.binaryCrl())) {
      TlsOptions options = tls().trusting(ours.certificate()).refusing(crl);
      try (OpenPort port = OpenPort.tls(options)) {
        assertThat(curlAs(port, good).requireSuccess().out()).isEqualTo("well alice");
        assertThat(etcdctl(programs, port, as(good), "put", "k", "v").requireSuccess().out())
            .startsWith("OK");
        assertThat(curl(port, "/health").exitCode()).as("none").isNotZero();
        assertThat(etcdctl(programs, port, patient(1), "get", "k").exitCode())
            .as("none")
            .isNotZero();
        refused.forEach(
            (why, client) -> assertThat(curlAs(port, client).exitCode()).as(why).isNotZero());
        assertThat(etcdctl(programs, port, as(revoked, 1), "get", "k").exitCode()).isNotZero();
      }
    }
    try (OpenPort port = OpenPort.tls(tls().trusting(ours.certificate()))) {
      assertThat(curlAs(port, revoked).out()).as("without the list").isEqualTo("well alice");
      refused.remove("revoked");
      refused.forEach(
          (why, client) -> {
            assertThat(curlAs(port, client).exitCode()).as(why).isNotZero();
            assertThat(etcdctl(programs, port, as(client, 1), "get", "k").exitCode())
                .as(why)
                .isNotZero();
          });
    }
  }

  @Test
  void aClientCertificateMustBeForAnAllowedName() throws Exception {
    Issued client = ours.client("named");
    TlsOptions demanding = tls().trusting(ours.certificate());
    for (String name : List.of("localhost", "LOCALHOST", "127.0.0.1", "a.pool.example")) {
      try (OpenPort port = OpenPort.tls(demanding.allowing(List.of("x.example", name)))) {
        assertThat(curlAs(port, client).out()).as(name).isEqualTo("well alice");
      }
    }
    for (String name : List.of("alice", "pool.example", "a.b.pool.example", "127.0.0.2")) {
      try (OpenPort port = OpenPort.tls(demanding.allowing(List.of(name)))) {
        assertThat(curlAs(port, client).exitCode()).as(name).isNotZero();
      }
    }
  }

  @Test
  void certificatesAreReadAnewWhenTheirFilesChange() throws Exception {
    Path certificate = directory.resolve("live.crt");
    Path key = directory.resolve("live.key");
    Files.copy(server.certificate(), certificate);
    Files.copy(server.key(), key);
    Issued client = ours.client("reloader");
    Path crl = directory.resolve("live.crl");
    Files.copy(ours.crl(), crl);
    TlsOptions options = TlsOptions.of(certificate, key).trusting(ours.certificate()).refusing(crl);
    try (OpenPort port = OpenPort.tls(options)) {
      assertThat(curlAs(port, client).out()).isEqualTo("well alice");

      Issued second = others.server("second");
      replace(second.key(), key);
      replace(second.certificate(), certificate);
      Eventually.within(
          Duration.ofSeconds(60),
          () -> "the new certificate is not served",
          () -> curlAs(port, client).exitCode() == 60);

      Files.writeString(certificate, "no certificate\n");
      assertThat(curlAs(port, client).exitCode()).as("still the earlier one").isEqualTo(60);

      replace(server.key(), key);
      replace(server.certificate(), certificate);
      Eventually.within(
          Duration.ofSeconds(60),
          () -> "the first certificate is not served again",
          () -> curlAs(port, client).out().equals("well alice"));

      ours.revoke(client);
      replace(ours.crl(), crl);
      Eventually.within(
          Duration.ofSeconds(60),
          () -> "the client is still let in",
          () -> curlAs(port, client).exitCode() != 0);
    }
  }

  private static void replace(Path from, Path to) throws IOException {
    Path beside = to.resolveSibling(to.getFileName() + ".new");
    Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
    Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void versionsAndSuitesAreAsTold() throws Exception {
    String suite = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    try (OpenPort port = OpenPort.tls(tls().speaking(List.of("TLSv1.2"), List.of(suite)))) {
      assertThat(curl(port, "/health", "--tls-max", "1.2").exitCode()).isZero();
      assertThat(curl(port, "/health", "--tlsv1.3").exitCode()).isNotZero();
      assertThat(curl(port, "/health", "--ciphers", "ECDHE-RSA-AES256-GCM-SHA384").exitCode())
          .isNotZero();
    }
    try (OpenPort port = OpenPort.tls(tls().speaking(List.of("TLSv1.3"), List.of()))) {
      assertThat(curl(port, "/health").exitCode()).isZero();
      assertThat(curl(port, "/health", "--tls-max", "1.2").exitCode()).isNotZero();
    }
    assertThatThrownBy(
            () -> OpenPort.tls(tls().speaking(List.of("TLSv1.2"), List.of("TLS_NONSENSE"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unexpected TLS cipher suite \"TLS_NONSENSE\"");
  }

  @Test
  void aKeyOfAnyKindIsRead() throws Exception {
    Path pkcs8 = directory.resolve("pkcs8.key");
    ProgramRun.of(
            List.of(
                "openssl",
                "pkcs8",
                "-topk8",
                "-nocrypt",
                "-in",
                server.key().toString(),
                "-out",
                pkcs8.toString()),
            Map.of(),
            Duration.ofSeconds(20))
        .requireSuccess();
    try (OpenPort port = OpenPort.tls(TlsOptions.of(server.certificate(), pkcs8))) {
      assertThat(curl(port, "/health").exitCode()).isZero();
    }
    Issued elliptic = ours.clientFor("serverAuth", "elliptic");
    try (OpenPort port = OpenPort.tls(TlsOptions.of(elliptic.certificate(), elliptic.key()))) {
      assertThat(curl(port, "/health").exitCode()).isZero();
    }
    assertThatThrownBy(
            () -> OpenPort.tls(TlsOptions.of(server.certificate(), server.certificate())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected an unencrypted private key, found none");
  }
}
