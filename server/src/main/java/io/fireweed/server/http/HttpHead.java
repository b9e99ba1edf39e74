package io.fireweed.server.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A request without its body.
///
/// @param method in upper case, such as `GET`
/// @param path decoded, beginning with a slash, without the query
/// @param query the decoded parameters in order of appearance
/// @param headers names in lower case, values in order of appearance
/// @param commonName the common name of the client's verified certificate, empty without one
public record HttpHead(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, List<String>> headers,
    String commonName) {
  public HttpHead {
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /// {@return the values of a parameter, none if it is not there}
  public List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }

  /// {@return the first value of a header}
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /// {@return the same request for another path}
  public HttpHead withPath(String other) {
    return new HttpHead(method, other, query, headers, commonName);
  }
}
