package io.fireweed.server.door;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificates of a port. Before every handshake it is looked whether a file has changed; then
/// all are read anew. Files that cannot be used are told, and what was read before stays in use.
final class TlsKeeper {
  static final String HTTP2 = "h2";
  static final String HTTP1 = "http/1.1";

  private static final Logger log = LoggerFactory.getLogger(TlsKeeper.class);

  /// What tells that a file is another one.
  private record Stamp(FileTime modified, long bytes, String key) {
    static final Stamp MISSING = new Stamp(FileTime.fromMillis(0), -1, "");
  }

  private final TlsOptions options;
  private final List<Path> files;
  private List<Stamp> stamps;
  private SslContext context;

  private TlsKeeper(TlsOptions options, List<Path> files, List<Stamp> stamps, SslContext context) {
    this.options = options;
    this.files = files;
    this.stamps = stamps;
    this.context = context;
  }

  static TlsKeeper open(TlsOptions options) throws IOException {
    List<Path> files = new ArrayList<>(List.of(options.certificate(), options.key()));
    options.trustedCas().ifPresent(files::add);
    options.crl().ifPresent(files::add);
    List<Stamp> stamps = stampsOf(files);
    return new TlsKeeper(options, List.copyOf(files), stamps, read(options));
  }

  /// {@return what the next handshake uses}
  synchronized SslContext current() {
    List<Stamp> now = stampsOf(files);
    if (!now.equals(stamps)) {
      stamps = now;
      try {
        context = read(options);
        log.atInfo()
            .addKeyValue("cert-file", options.certificate())
            .addKeyValue("key-file", options.key())
            .log("reloaded TLS certificates");
      } catch (IOException e) {
        log.atWarn()
            .addKeyValue("cert-file", options.certificate())
            .addKeyValue("key-file", options.key())
            .addKeyValue("error", e.getMessage())
            .log("failed to reload TLS certificates; the earlier ones stay in use");
      }
    }
    return context;
  }

  private static List<Stamp> stampsOf(List<Path> files) {
    return files.stream().map(TlsKeeper::stampOf).toList();
  }

  private static Stamp stampOf(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(found.lastModifiedTime(), found.size(), String.valueOf(found.fileKey()));
    } catch (IOException e) {
      return Stamp.MISSING;
    }
  }

  private static SslContext read(TlsOptions options) throws IOException {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(
                  PemFiles.privateKey(options.key()),
                  PemFiles.certificates(options.certificate()).toArray(X509Certificate[]::new))
              .sslProvider(SslProvider.JDK)
              .protocols(options.versions())
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.NO_ADVERTISE,
                      SelectedListenerFailureBehavior.ACCEPT,
                      HTTP1,
                      HTTP2));
      if (!options.cipherSuites().isEmpty()) {
        builder.ciphers(
            CipherSuites.fromGo(options.cipherSuites(), options.versions()),
            SupportedCipherSuiteFilter.INSTANCE);
      }
      if (options.trustedCas().isPresent()) {
        builder
            .clientAuth(ClientAuth.REQUIRE)
            .trustManager(ClientTrust.read(options, options.trustedCas().get()));
      }
      return builder.build();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "cannot use " + options.certificate() + " and its key: " + e.getMessage(), e);
    }
  }
}
