package io.fireweed.recovery.restore;

import io.fireweed.format.fault.RefusedException;
import java.util.Locale;
import java.util.Optional;

/// A URL at which peers reach a member, accepted and refused in the words of etcd's tools.
///
/// The scheme is `http`, `https`, `unix` or `unixs`; the first two need `host:port` and no path.
/// The text is what the member's id is computed from, so it is kept as it was written, apart from
/// surrounding spaces and the case of the scheme.
///
/// Source: etcd 3.4.23 and 3.5.30, peer URLs; RFC 3986 as Go's net/url reads it.
public record PeerUrl(String text) implements Comparable<PeerUrl> {
  private static final String UNRESERVED = "-_.~";
  private static final String ALLOWED_IN_HOST = "!$&'()*+,;=:[]<>\"";

  /// {@return the URL that `text` is}
  ///
  /// @throws RefusedException in the words of etcd's tools if it is none
  static PeerUrl parse(String text) {
    String trimmed = text.strip();
    Parts parts = Parts.of(trimmed);
    switch (parts.scheme()) {
      case "http", "https" -> {
        if (!isHostPort(parts.host())) {
          throw new RefusedException(
              "URL address does not have the form \"host:port\": " + trimmed);
        }
        if (!parts.path().isEmpty()) {
          throw new RefusedException("URL must not contain a path: " + trimmed);
        }
      }
      case "unix", "unixs" -> {}
      default ->
          throw new RefusedException("URL scheme must be http, https, unix, or unixs: " + trimmed);
    }
    return new PeerUrl(parts.scheme() + trimmed.substring(parts.scheme().length()));
  }

  /// {@return the name or address before the port; nothing for a socket in the file system}
  Optional<String> findHost() {
    Parts parts = Parts.of(text);
    if (!parts.scheme().startsWith("http")) {
      return Optional.empty();
    }
    String host = parts.host().substring(0, parts.host().lastIndexOf(':'));
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return Optional.of(bracketed ? host.substring(1, host.length() - 1) : host);
  }

  String port() {
    String host = Parts.of(text).host();
    return host.substring(host.lastIndexOf(':') + 1);
  }

  /// {@return this URL with an address in place of the name}
  PeerUrl withHost(String address) {
    String shown = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    return new PeerUrl(text.replace(Parts.of(text).host(), shown + ":" + port()));
  }

  @Override
  public int compareTo(PeerUrl other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }

  /// One colon before the port; an address that holds colons itself stands in brackets.
  private static boolean isHostPort(String host) {
    int colon = host.lastIndexOf(':');
    if (colon < 0) {
      return false;
    }
    String name = host.substring(0, colon);
    if (name.startsWith("[")) {
      return name.endsWith("]") && name.indexOf(']') == name.length() - 1;
    }
    return name.indexOf(':') < 0 && host.indexOf('[') < 0 && host.indexOf(']') < 0;
  }

  /// The parts of a URL that matter here.
  private record Parts(String scheme, String host, String path) {
    static Parts of(String url) {
      for (int i = 0; i < url.length(); i++) {
        char c = url.charAt(i);
        if (c < ' ' || c == 0x7F) {
          throw refusal(url, "net/url: invalid control character in URL");
        }
      }
      String whole = before(url, '#');
      String scheme = schemeOf(url, whole).toLowerCase(Locale.ROOT);
      String rest = before(scheme.isEmpty() ? whole : whole.substring(scheme.length() + 1), '?');
      if (!rest.startsWith("/")) {
        if (scheme.isEmpty() && before(rest, '/').contains(":")) {
          throw refusal(url, "first path segment in URL cannot contain colon");
        }
        return new Parts(scheme, "", scheme.isEmpty() ? rest : "");
      }
      boolean noAuthority = scheme.isEmpty() && rest.startsWith("///");
      if (!rest.startsWith("//") || noAuthority) {
        requireEscapes(url, rest);
        return new Parts(scheme, "", rest);
      }
      String authority = before(rest.substring(2), '/');
      String path = rest.substring(2 + authority.length());
      String host = authority.substring(authority.lastIndexOf('@') + 1);
      requireHost(url, host);
      requireEscapes(url, path);
      return new Parts(scheme, host, path);
    }

    private static String schemeOf(String url, String whole) {
      for (int i = 0; i < whole.length(); i++) {
        char c = whole.charAt(i);
        if (c == ':') {
          if (i == 0) {
            throw refusal(url, "missing protocol scheme");
          }
          return whole.substring(0, i);
        }
        boolean later = isDigit(c) || c == '+' || c == '-' || c == '.';
        if (!isLetter(c) && !(later && i > 0)) {
          return "";
        }
      }
      return "";
    }

    private static void requireHost(String url, String host) {
      if (host.startsWith("[")) {
        int end = host.lastIndexOf(']');
        if (end < 0) {
          throw refusal(url, "missing ']' in host");
        }
        requirePort(url, host.substring(end + 1));
        return;
      }
      int colon = host.lastIndexOf(':');
      if (colon >= 0) {
        requirePort(url, host.substring(colon));
      }
      for (int i = 0; i < host.length(); i++) {
        char c = host.charAt(i);
        if (c == '%') {
          requireEscape(url, host, i);
          boolean ascii = Character.digit(host.charAt(i + 1), 16) < 8;
          if (ascii && !host.startsWith("%25", i)) {
            throw refusal(url, "invalid URL escape \"" + host.substring(i, i + 3) + "\"");
          }
        } else if (c < 0x80 && !isAllowedInHost(c)) {
          throw refusal(url, "invalid character " + quoted(String.valueOf(c)) + " in host name");
        }
      }
    }

    private static boolean isAllowedInHost(char c) {
      return isLetter(c)
          || isDigit(c)
          || UNRESERVED.indexOf(c) >= 0
          || ALLOWED_IN_HOST.indexOf(c) >= 0;
    }

    private static boolean isLetter(int c) {
      return Character.isLetter(c) && c < 0x80;
    }

    private static boolean isDigit(int c) {
      return c >= '0' && c <= '9';
    }

    private static void requirePort(String url, String colonPort) {
      boolean digits = colonPort.chars().skip(1).allMatch(Parts::isDigit);
      boolean valid = colonPort.isEmpty() || (colonPort.startsWith(":") && digits);
      if (!valid) {
        throw refusal(url, "invalid port " + quoted(colonPort) + " after host");
      }
    }

    private static void requireEscapes(String url, String text) {
      for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
        requireEscape(url, text, i);
      }
    }

    private static void requireEscape(String url, String text, int at) {
      boolean whole = at + 2 < text.length();
      if (!whole
          || Character.digit(text.charAt(at + 1), 16) < 0
          || Character.digit(text.charAt(at + 2), 16) < 0) {
        String shown = text.substring(at, Math.min(text.length(), at + 3));
        throw refusal(url, "invalid URL escape " + quoted(shown));
      }
    }

    private static String before(String text, char end) {
      int at = text.indexOf(end);
      return at < 0 ? text : text.substring(0, at);
    }

    private static RefusedException refusal(String url, String why) {
      return new RefusedException("parse " + quoted(url) + ": " + why);
    }
  }

  /// {@return `text` in quotes, control characters and quotes escaped}
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c < ' ' || c == 0x7F) {
        out.append(String.format("\\x%02x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
