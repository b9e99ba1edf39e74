package io.fireweed.client;

import io.fireweed.fixtures.ProgramRun;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// A self-signed certificate for 127.0.0.1 and its key, as PEM files, made by the JDK's own tool.
record TestCertificate(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  static TestCertificate create(Path directory) throws Exception {
    Path store = directory.resolve("store.p12");
    ProgramRun.of(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "etcd",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD),
            Map.of(),
            Duration.ofMinutes(1))
        .requireSuccess();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Path certificate = directory.resolve("certificate.pem");
    Path key = directory.resolve("key.pem");
    writePem(certificate, "CERTIFICATE", keys.getCertificate("etcd").getEncoded());
    writePem(key, "PRIVATE KEY", keys.getKey("etcd", PASSWORD.toCharArray()).getEncoded());
    return new TestCertificate(certificate, key);
  }

  private static void writePem(Path file, String label, byte[] der) throws Exception {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
  }
}
