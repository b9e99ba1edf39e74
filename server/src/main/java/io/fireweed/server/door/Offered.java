package io.fireweed.server.door;

import io.fireweed.server.http.HttpRoutes;
import io.grpc.ServerServiceDefinition;
import java.util.List;

/// What a member offers on its client ports.
///
/// @param services of gRPC, interceptors included
/// @param site of HTTP
/// @param monitoring the part of it that is on `--listen-metrics-urls`
public record Offered(
    List<ServerServiceDefinition> services, HttpRoutes site, HttpRoutes monitoring) {
  public Offered {
    services = List.copyOf(services);
  }
}
