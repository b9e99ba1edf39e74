package io.fireweed.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/// One address that a member listens on or tells others: `http://10.0.0.1:2379`.
///
/// @param scheme what is spoken there, over what
/// @param host a name or an address, an IPv6 address without its brackets; of a unix socket all
///     that follows `//`, port and all
/// @param port 0 asks the system for a free one; of a unix socket unused
public record MemberUrl(Scheme scheme, String host, int port) implements Comparable<MemberUrl> {
  /// What is spoken at an address, over what.
  public enum Scheme {
    HTTP,
    HTTPS,
    /// HTTP over a unix socket.
    UNIX,
    /// HTTP over TLS over a unix socket.
    UNIXS;

    /// {@return whether TLS comes first}
    public boolean secure() {
      return this == HTTPS || this == UNIXS;
    }

    /// {@return whether it is a socket in the file system}
    public boolean local() {
      return this == UNIX || this == UNIXS;
    }

    @Override
    public String toString() {
      return switch (this) {
        case HTTP -> "http";
        case HTTPS -> "https";
        case UNIX -> "unix";
        case UNIXS -> "unixs";
      };
    }
  }

  private static final int LARGEST_PORT = 65_535;

  public MemberUrl {
    if (port < 0 || port > LARGEST_PORT) {
      throw new IllegalArgumentException("port " + port + " of " + host);
    }
  }

  /// {@return the addresses of a comma-separated list, in the order of their text}
  ///
  /// @throws BadSettingException in the words of etcd, if one is not such an address
  public static List<MemberUrl> list(String text) {
    List<MemberUrl> urls = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      urls.add(parse(part.strip()));
    }
    Collections.sort(urls);
    return List.copyOf(urls);
  }

  /// {@return one address}
  ///
  /// @throws BadSettingException in the words of etcd, if it is not one
  public static MemberUrl parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? "" : text.substring(0, colon).toLowerCase(java.util.Locale.ROOT);
    Scheme scheme =
        switch (name) {
          case "http" -> Scheme.HTTP;
          case "https" -> Scheme.HTTPS;
          case "unix" -> Scheme.UNIX;
          case "unixs" -> Scheme.UNIXS;
          default -> throw badScheme(text, colon);
        };
    String rest = text.substring(colon + 1);
    if (scheme.local()) {
      return new MemberUrl(scheme, rest.startsWith("//") ? rest.substring(2) : rest, 0);
    }
    return inet(scheme, rest, text);
  }

  private static BadSettingException badScheme(String text, int colon) {
    if (colon == 0) {
      return new BadSettingException("parse \"" + text + "\": missing protocol scheme");
    }
    if (colon > 0 && Character.isDigit(text.charAt(0))) {
      return new BadSettingException(
          "parse \"" + text + "\": first path segment in URL cannot contain colon");
    }
    return new BadSettingException("URL scheme must be http, https, unix, or unixs: " + text);
  }

  private static MemberUrl inet(Scheme scheme, String rest, String text) {
    String shape = "URL address does not have the form \"host:port\": " + text;
    URI uri;
    try {
      uri = new URI(scheme + ":" + rest);
    } catch (URISyntaxException e) {
      throw new BadSettingException("parse \"" + text + "\": " + e.getReason());
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    authority = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = authority.lastIndexOf(':');
    if (colon < 0 || authority.indexOf(']') > colon) {
      throw new BadSettingException(shape);
    }
    String host = authority.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new BadSettingException(shape);
    }
    int port = port(authority.substring(colon + 1), text);
    if (uri.getRawPath() != null && !uri.getRawPath().isEmpty()) {
      throw new BadSettingException("URL must not contain a path: " + text);
    }
    return new MemberUrl(scheme, host, port);
  }

  private static int port(String digits, String text) {
    if (digits.isEmpty()) {
      return 0;
    }
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= LARGEST_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new BadSettingException(
          "parse \"" + text + "\": invalid port \":" + digits + "\" after host");
    }
    throw new BadSettingException("listen tcp: address " + digits + ": invalid port");
  }

  /// {@return `host:port`, as a listening line of a log names it; of a unix socket its path}
  public String address() {
    if (scheme.local()) {
      return host;
    }
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public int compareTo(MemberUrl other) {
    return Comparator.<MemberUrl, String>comparing(MemberUrl::toString).compare(this, other);
  }

  @Override
  public String toString() {
    return scheme + "://" + address();
  }
}
