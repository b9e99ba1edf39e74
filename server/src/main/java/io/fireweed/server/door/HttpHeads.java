package io.fireweed.server.door;

import io.fireweed.server.http.HttpHead;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Turns the first part of a request into ours.
final class HttpHeads {
  private static final int MAX_PARAMETERS = 256;

  private HttpHeads() {}

  /// {@return the head, empty if the target is no path}
  static Optional<HttpHead> read(HttpRequest request, String commonName) {
    Map<String, List<String>> headers = new HashMap<>();
    for (Map.Entry<String, String> header : request.headers()) {
      headers
          .computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(header.getValue());
    }
    try {
      QueryStringDecoder target =
          new QueryStringDecoder(
              request.uri(), java.nio.charset.StandardCharsets.UTF_8, true, MAX_PARAMETERS);
      String path = target.path();
      if (path.equals("*")) {
        path = "/";
      }
      if (!path.startsWith("/")) {
        return Optional.empty();
      }
      return Optional.of(
          new HttpHead(request.method().name(), path, target.parameters(), headers, commonName));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
