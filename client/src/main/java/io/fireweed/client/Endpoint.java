package io.fireweed.client;

import java.net.URI;
import java.net.URISyntaxException;

/// Where a member listens for clients, printed as etcd prints it: `http://127.0.0.1:2379`.
public record Endpoint(Transport transport, String host, int port) {
  private static final int PORT_DEFAULT = 2379;
  private static final int PORT_MAX = 65_535;

  /// Whether the connection is encrypted.
  public enum Transport {
    PLAIN,
    TLS
  }

  public Endpoint {
    if (host.isEmpty() || port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("endpoint " + host + ":" + port + ": no such address");
    }
  }

  /// {@return the endpoint written as `host:port`, `http://host:port` or `https://host:port`}
  ///
  /// @throws IllegalArgumentException when the text is something else
  public static Endpoint parse(String text) {
    String url = text.contains("://") ? text : "http://" + text;
    try {
      URI uri = new URI(url);
      Transport transport =
          switch (String.valueOf(uri.getScheme())) {
            case "http" -> Transport.PLAIN;
            case "https" -> Transport.TLS;
            default ->
                throw new IllegalArgumentException(
                    "endpoint " + text + ": expected http or https, found " + uri.getScheme());
          };
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("endpoint " + text + ": expected host:port");
      }
      return new Endpoint(
          transport, uri.getHost(), uri.getPort() < 0 ? PORT_DEFAULT : uri.getPort());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("endpoint " + text + ": " + e.getReason(), e);
    }
  }

  @Override
  public String toString() {
    return (transport == Transport.TLS ? "https://" : "http://") + host + ":" + port;
  }
}
