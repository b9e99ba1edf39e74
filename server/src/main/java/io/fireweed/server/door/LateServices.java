package io.fireweed.server.door;

import io.grpc.HandlerRegistry;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The services of a port that is bound before it is known what answers there.
final class LateServices extends HandlerRegistry {
  private volatile List<ServerServiceDefinition> services = List.of();
  private volatile Map<String, ServerMethodDefinition<?, ?>> methods = Map.of();

  void become(List<ServerServiceDefinition> offered) {
    Map<String, ServerMethodDefinition<?, ?>> all = new HashMap<>();
    for (ServerServiceDefinition service : offered) {
      for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
        all.put(method.getMethodDescriptor().getFullMethodName(), method);
      }
    }
    services = List.copyOf(offered);
    methods = Map.copyOf(all);
  }

  @Override
  public List<ServerServiceDefinition> getServices() {
    return services;
  }

  @Override
  public @Nullable ServerMethodDefinition<?, ?> lookupMethod(
      String methodName, @Nullable String authority) {
    return methods.get(methodName);
  }
}
