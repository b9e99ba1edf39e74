package io.fireweed.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.server.config.MemberConfig;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoTlsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T04:00:00Z");

  @TempDir Path folder;

  @Test
  void aCertificateIsMadeForTheHostsAndKeptWhereEtcdKeepsIt() throws Exception {
    MemberConfig config = provide(NOW, "--auto-tls", "--self-signed-cert-validity=2");
    Path cert = folder.resolve("d/fixtures/client/cert.pem");
    Path key = folder.resolve("d/fixtures/client/key.pem");
    assertThat(config.security().client().certificate()).contains(cert);
    assertThat(config.security().client().key()).contains(key);
    assertThat(config.security().peer().certificate()).isEmpty();
    X509Certificate made = read(cert);
    made.verify(made.getPublicKey());
    assertThat(made.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly("127.0.0.1", "localhost");
    assertThat(made.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(730)));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void aCertificateIsKeptUntilItsTimeHasPassed() throws Exception {
    Path cert = folder.resolve("d/fixtures/peer/cert.pem");
    provide(NOW, "--peer-auto-tls");
    X509Certificate first = read(cert);
    provide(NOW.plus(Duration.ofDays(364)), "--peer-auto-tls");
    assertThat(read(cert)).isEqualTo(first);
    provide(NOW.plus(Duration.ofDays(366)), "--peer-auto-tls");
    assertThat(read(cert)).isNotEqualTo(first);
  }

  @Test
  void certificatesThatAreNamedAreTaken() throws Exception {
    MemberConfig config = provide(NOW, "--auto-tls", "--cert-file=/c", "--key-file=/k");
    assertThat(config.security().client().certificate()).contains(Path.of("/c"));
    assertThat(folder.resolve("d")).doesNotExist();
  }

  private MemberConfig provide(Instant when, String... flags) throws Exception {
    java.util.List<String> all = new java.util.ArrayList<>(java.util.List.of(flags));
    all.add("--data-dir=" + folder.resolve("d"));
    all.add("--listen-client-urls=https://127.0.0.1:1,https://localhost:2");
    all.add("--advertise-client-urls=https://127.0.0.1:1");
    MemberConfig config = MemberConfig.of(all.toArray(String[]::new));
    return new AutoTls(Clock.fixed(when, ZoneOffset.UTC)).provide(config);
  }

  private static X509Certificate read(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
