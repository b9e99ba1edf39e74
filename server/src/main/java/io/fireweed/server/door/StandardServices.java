package io.fireweed.server.door;

import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.List;

/// The services that every gRPC tool knows: `grpc.health.v1.Health`, serving under the empty name,
/// and reflection in its current and its earlier form, which etcd does not have.
public final class StandardServices implements AutoCloseable {
  private final HealthStatusManager health = new HealthStatusManager();

  public StandardServices() {
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
  }

  /// {@return the services}
  @SuppressWarnings("deprecation") // Older tools ask for the earlier form.
  public List<ServerServiceDefinition> all() {
    return List.of(
        health.getHealthService().bindService(),
        ProtoReflectionServiceV1.newInstance().bindService(),
        io.grpc.protobuf.services.ProtoReflectionService.newInstance().bindService());
  }

  /// Tells those who watch the member's health that it goes.
  @Override
  public void close() {
    health.enterTerminalState();
  }
}
