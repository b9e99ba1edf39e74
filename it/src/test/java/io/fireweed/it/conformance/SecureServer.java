package io.fireweed.it.conformance;

import io.fireweed.fixtures.FreePorts;
import io.fireweed.it.conformance.Authority.Identity;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/// A server that lets in clients with certificates alone.
final class SecureServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final char[] PASSWORD = "none".toCharArray();

  private final Authority authority;
  private final Server server;
  private final String address;
  private final List<Client> clients = new ArrayList<>();

  private SecureServer(Authority authority, Server server, String address) {
    this.authority = authority;
    this.server = server;
    this.address = address;
  }

  static SecureServer start(Subject subject, Path folder, Authority authority, String... flags) {
    String address = "127.0.0.1:" + FreePorts.one();
    Identity own = authority.issue("server");
    List<String> all =
        new ArrayList<>(
            List.of(
                "--bcrypt-cost=4",
                "--listen-client-urls=https://" + address,
                "--advertise-client-urls=https://" + address,
                "--cert-file=" + own.certificateFile(),
                "--key-file=" + own.keyFile(),
                "--trusted-ca-file=" + authority.certificateFile(),
                "--client-cert-auth"));
    all.addAll(List.of(flags));
    Server server = subject.start(folder, all.toArray(String[]::new));
    return new SecureServer(authority, server, address);
  }

  Client as(Identity identity) {
    try {
      SslContextBuilder context =
          GrpcSslContexts.forClient()
              .trustManager(authority.certificate())
              .keyManager(identity.key(), identity.certificate());
      NettyChannelBuilder builder =
          NettyChannelBuilder.forTarget("dns:///" + address).sslContext(context.build());
      Client client = Client.over(builder.disableRetry().build(), server);
      clients.add(client);
      return client;
    } catch (SSLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// {@return status and body of the answer to JSON that a client posts}
  String post(Identity identity, String path, String body, String... headers) {
    try (HttpClient http = HttpClient.newBuilder().sslContext(context(identity)).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("https://" + address + path))
              .timeout(LIMIT)
              .header("Accept", "*/*") // by this header etcd knows what comes as JSON
              .POST(HttpRequest.BodyPublishers.ofString(body));
      if (headers.length > 0) {
        request.headers(headers);
      }
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private SSLContext context(Identity identity) throws IOException {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, PASSWORD);
      own.setKeyEntry(
          "own",
          identity.key(),
          PASSWORD,
          new java.security.cert.Certificate[] {identity.certificate()});
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, PASSWORD);
      trusted.setCertificateEntry("authority", authority.certificate());
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, PASSWORD);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  Server server() {
    return server;
  }

  @Override
  public void close() {
    clients.forEach(Client::close);
    server.close();
  }
}
