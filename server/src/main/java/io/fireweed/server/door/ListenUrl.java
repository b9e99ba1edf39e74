package io.fireweed.server.door;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;

/// Where to listen, as one value of `--listen-client-urls` and its like says it.
///
/// @param scheme how
/// @param host an IP address, `localhost`, or the file of a Unix socket's name up to its colon
/// @param port 0 for any free one
public record ListenUrl(Scheme scheme, String host, int port) {
  /// How a port speaks.
  public enum Scheme {
    HTTP,
    HTTPS,
    UNIX,
    UNIXS;

    boolean isTls() {
      return this == HTTPS || this == UNIXS;
    }

    boolean isUnix() {
      return this == UNIX || this == UNIXS;
    }
  }

  /// {@return the URL that `text` says}
  ///
  /// @throws IllegalArgumentException if it is none of ours
  public static ListenUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("cannot parse the listen URL " + text, e);
    }
    Scheme scheme =
        switch (String.valueOf(uri.getScheme())) {
          case "http" -> Scheme.HTTP;
          case "https" -> Scheme.HTTPS;
          case "unix" -> Scheme.UNIX;
          case "unixs" -> Scheme.UNIXS;
          default ->
              throw new IllegalArgumentException(
                  "URL scheme must be http, https, unix, or unixs: " + text);
        };
    String authority = String.valueOf(uri.getRawAuthority());
    int colon = authority.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "URL address does not have the form \"host:port\": " + text);
    }
    String host = authority.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new ListenUrl(scheme, host, portIn(authority.substring(colon + 1), text));
  }

  private static int portIn(String digits, String text) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below, as for a number out of range.
    }
    throw new IllegalArgumentException("the listen URL " + text + " has no valid port");
  }

  /// {@return the address to bind}
  InetSocketAddress inet() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  /// {@return the file of a Unix socket: the name and the port, as etcd has it}
  String unixPath() {
    return host + ":" + port;
  }
}
