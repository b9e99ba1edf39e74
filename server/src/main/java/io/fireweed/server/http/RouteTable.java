package io.fireweed.server.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which path goes where: an exact path first, then the longest prefix, else 404.
public final class RouteTable implements HttpRoutes {
  private record Prefix(String path, HttpRoutes routes) {}

  private final Map<String, HttpRoutes> exact = new HashMap<>();
  private final List<Prefix> prefixes = new ArrayList<>();

  /// Sends `path` itself to `routes`.
  public RouteTable at(String path, HttpRoutes routes) {
    exact.put(path, routes);
    return this;
  }

  /// Sends every path that begins with `prefix` to `routes`.
  public RouteTable under(String prefix, HttpRoutes routes) {
    prefixes.add(new Prefix(prefix, routes));
    prefixes.sort(Comparator.comparingInt((Prefix known) -> known.path().length()).reversed());
    return this;
  }

  @Override
  public HttpBody begin(HttpHead head, HttpReply reply) {
    HttpRoutes routes = exact.get(head.path());
    if (routes != null) {
      return routes.begin(head, reply);
    }
    for (Prefix prefix : prefixes) {
      if (head.path().startsWith(prefix.path())) {
        return prefix.routes().begin(head, reply);
      }
    }
    reply.send(HttpAnswer.notFound());
    return HttpBody.ignored();
  }
}
