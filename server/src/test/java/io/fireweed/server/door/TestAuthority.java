package io.fireweed.server.door;

import io.fireweed.fixtures.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A certificate authority in a directory, run by openssl.
final class TestAuthority {
  private final Path directory;
  private final String name;

  private TestAuthority(Path directory, String name) {
    this.directory = directory;
    this.name = name;
  }

  static TestAuthority create(Path parent, String name) throws IOException {
    Path directory = Files.createDirectory(parent.resolve(name));
    TestAuthority authority = new TestAuthority(directory, name);
    authority.openssl("ecparam -name prime256v1 -genkey -noout -out ca.key");
    authority.openssl("req -x509 -new -key ca.key -days 3650 -subj /CN=" + name + " -out ca.crt");
    Files.createFile(directory.resolve("index"));
    Files.writeString(directory.resolve("serial"), "1000\n");
    Files.writeString(directory.resolve("crlnumber"), "01\n");
    Files.writeString(
        directory.resolve("ca.cnf"),
        """
        [ca]
        default_ca=d
        [d]
        database=index
        serial=serial
        crlnumber=crlnumber
        new_certs_dir=.
        certificate=ca.crt
        private_key=ca.key
        default_md=sha256
        default_days=365
        default_crl_days=30
        policy=p
        [p]
        commonName=supplied
        """);
    return authority;
  }

  Path certificate() {
    return directory.resolve("ca.crt");
  }

  /// A certificate and its key.
  record Issued(Path certificate, Path key) {}

  /// {@return a server's certificate with an RSA key in the older form}
  Issued server(String file) throws IOException {
    return issue(file, "server", "serverAuth", "rsa", List.of());
  }

  Issued client(String file) throws IOException {
    return issue(file, "alice", "clientAuth", "ec", List.of());
  }

  Issued clientFor(String purpose, String file) throws IOException {
    return issue(file, "alice", purpose, "ec", List.of());
  }

  Issued expiredClient(String file) throws IOException {
    return issue(
        file,
        "alice",
        "clientAuth",
        "ec",
        List.of("-startdate", "20200101000000Z", "-enddate", "20210101000000Z"));
  }

  Issued futureClient(String file) throws IOException {
    return issue(
        file,
        "alice",
        "clientAuth",
        "ec",
        List.of("-startdate", "20900101000000Z", "-enddate", "20910101000000Z"));
  }

  private Issued issue(
      String file, String commonName, String purpose, String keyKind, List<String> dates)
      throws IOException {
    if (keyKind.equals("rsa")) {
      openssl("genrsa -traditional -out " + file + ".key 2048");
    } else {
      openssl("ecparam -name prime256v1 -genkey -noout -out " + file + ".key");
    }
    openssl("req -new -key " + file + ".key -subj /CN=" + commonName + " -out " + file + ".csr");
    Files.writeString(
        directory.resolve(file + ".ext"),
        "subjectAltName=DNS:localhost,DNS:*.pool.example,IP:127.0.0.1\nextendedKeyUsage="
            + purpose
            + "\n");
    List<String> command =
        new ArrayList<>(
            List.of("ca", "-batch", "-notext", "-config", "ca.cnf", "-in", file + ".csr"));
    command.addAll(List.of("-out", file + ".crt", "-extfile", file + ".ext"));
    command.addAll(dates);
    openssl(command);
    // The same subject may be issued again.
    Files.writeString(directory.resolve("index.attr"), "unique_subject = no\n");
    return new Issued(directory.resolve(file + ".crt"), directory.resolve(file + ".key"));
  }

  void revoke(Issued issued) throws IOException {
    openssl("ca -config ca.cnf -revoke " + issued.certificate());
  }

  /// {@return the list of revoked certificates, PEM}
  Path crl() throws IOException {
    openssl("ca -config ca.cnf -gencrl -out crl.pem");
    return directory.resolve("crl.pem");
  }

  /// {@return the same, DER}
  Path binaryCrl() throws IOException {
    crl();
    openssl("crl -in crl.pem -outform DER -out crl.der");
    return directory.resolve("crl.der");
  }

  private void openssl(String arguments) throws IOException {
    openssl(List.of(arguments.split(" ")));
  }

  private void openssl(List<String> arguments) throws IOException {
    if (!Files.exists(directory.resolve("index.attr"))) {
      Files.writeString(directory.resolve("index.attr"), "unique_subject = no\n");
    }
    List<String> command =
        new ArrayList<>(
            List.of("sh", "-c", "cd \"$0\" && exec openssl \"$@\"", directory.toString()));
    command.addAll(arguments);
    ProgramRun.of(command, Map.of(), Duration.ofMinutes(1)).requireSuccess();
  }

  @Override
  public String toString() {
    return name;
  }
}
