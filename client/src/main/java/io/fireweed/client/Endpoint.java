package io.fireweed.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Where a member listens for clients, printed as etcd prints it: `http://127.0.0.1:2379`.
///
/// @param host a host; of the two local transports the path of a socket
/// @param port 0 of the two local transports
public record Endpoint(Transport transport, String host, int port) {
  private static final int PORT_DEFAULT = 2379;
  private static final int PORT_MAX = 65_535;
  private static final String SCHEME_END = "://";

  /// What is between client and member.
  public enum Transport {
    PLAIN("http"),
    TLS("https"),
    /// A socket of this machine.
    LOCAL("unix"),
    /// A socket of this machine, encrypted.
    LOCAL_TLS("unixs");

    private final String scheme;

    Transport(String scheme) {
      this.scheme = scheme;
    }

    /// {@return whether the connection is encrypted}
    public boolean isEncrypted() {
      return this == TLS || this == LOCAL_TLS;
    }

    boolean isLocal() {
      return this == LOCAL || this == LOCAL_TLS;
    }
  }

  public Endpoint {
    if (host.isEmpty() || (transport.isLocal() ? port != 0 : port < 1 || port > PORT_MAX)) {
      throw new IllegalArgumentException("endpoint " + host + ":" + port + ": no such address");
    }
  }

  /// {@return the endpoint written as `host:port`, `http://host:port`, `https://host:port`,
  /// `unix:///path` or `unixs:///path`}
  ///
  /// @throws IllegalArgumentException when the text is something else
  public static Endpoint parse(String text) {
    String url = text.contains(SCHEME_END) ? text : "http://" + text;
    Transport transport = transport(text, url.substring(0, url.indexOf(SCHEME_END)));
    if (transport.isLocal()) {
      String path = url.substring(url.indexOf(SCHEME_END) + SCHEME_END.length());
      if (path.isEmpty()) {
        throw new IllegalArgumentException("endpoint " + text + ": expected the path of a socket");
      }
      return new Endpoint(transport, path, 0);
    }
    try {
      URI uri = new URI(url);
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("endpoint " + text + ": expected host:port");
      }
      return new Endpoint(
          transport, uri.getHost(), uri.getPort() < 0 ? PORT_DEFAULT : uri.getPort());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("endpoint " + text + ": " + e.getReason(), e);
    }
  }

  private static Transport transport(String text, String scheme) {
    for (Transport transport : Transport.values()) {
      if (transport.scheme.equals(scheme.toLowerCase(Locale.ROOT))) {
        return transport;
      }
    }
    throw new IllegalArgumentException(
        "endpoint " + text + ": expected http, https, unix or unixs, found " + scheme);
  }

  @Override
  public String toString() {
    return transport.scheme + SCHEME_END + host + (transport.isLocal() ? "" : ":" + port);
  }
}
