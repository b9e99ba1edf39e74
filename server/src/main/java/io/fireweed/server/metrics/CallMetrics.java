package io.fireweed.server.metrics;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Follows the gRPC calls of the methods it knows. Everything of a method is present at 0 as soon
/// as it is known.
public final class CallMetrics extends ServerStreamTracer.Factory {
  /// How much is measured.
  enum Detail {
    BASIC,
    EXTENSIVE
  }

  private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

  /// What is counted of one method.
  private record Method(
      Counter started,
      Counter received,
      Counter sent,
      Map<Status.Code, Counter> handled,
      Optional<Histogram> seconds) {}

  private final Family<Counter> started;
  private final Family<Counter> received;
  private final Family<Counter> sent;
  private final Family<Counter> handled;
  private final Optional<Family<Histogram>> seconds;
  private final NetworkMetrics network;
  private final Map<String, Method> methods = new ConcurrentHashMap<>();

  private CallMetrics(Registry registry, NetworkMetrics network, Detail detail) {
    String[] labels = {"grpc_method", "grpc_service", "grpc_type"};
    this.network = network;
    started = registry.counters("grpc_server_started_total", "Calls begun.", labels);
    received = registry.counters("grpc_server_msg_received_total", "Messages received.", labels);
    sent = registry.counters("grpc_server_msg_sent_total", "Messages sent.", labels);
    handled =
        registry.counters(
            "grpc_server_handled_total",
            "Calls ended, by their status.",
            "grpc_code",
            "grpc_method",
            "grpc_service",
            "grpc_type");
    seconds =
        detail == Detail.BASIC
            ? Optional.empty()
            : Optional.of(
                registry.histograms(
                    "grpc_server_handling_seconds", "How long calls take.", SECONDS, labels));
  }

  static CallMetrics in(Registry registry, NetworkMetrics network, Detail detail) {
    return new CallMetrics(registry, network, detail);
  }

  /// Makes every method of these services known.
  public void know(Collection<ServerServiceDefinition> services) {
    for (ServerServiceDefinition service : services) {
      service.getMethods().forEach(method -> know(method.getMethodDescriptor()));
    }
  }

  private void know(MethodDescriptor<?, ?> descriptor) {
    String name = String.valueOf(descriptor.getBareMethodName());
    String service = String.valueOf(descriptor.getServiceName());
    String type = typeOf(descriptor.getType());
    Map<Status.Code, Counter> byCode = new EnumMap<>(Status.Code.class);
    for (Status.Code code : Status.Code.values()) {
      byCode.put(code, handled.with(goName(code), name, service, type));
    }
    methods.put(
        descriptor.getFullMethodName(),
        new Method(
            started.with(name, service, type),
            received.with(name, service, type),
            sent.with(name, service, type),
            byCode,
            seconds.map(family -> family.with(name, service, type))));
  }

  private static String typeOf(MethodDescriptor.MethodType type) {
    return switch (type) {
      case UNARY -> "unary";
      case CLIENT_STREAMING -> "client_stream";
      case SERVER_STREAMING -> "server_stream";
      case BIDI_STREAMING -> "bidi_stream";
      case UNKNOWN -> "unknown";
    };
  }

  private static String goName(Status.Code code) {
    if (code == Status.Code.CANCELLED) {
      return "Canceled";
    }
    if (code == Status.Code.OK) {
      return "OK";
    }
    StringBuilder name = new StringBuilder();
    for (String word : code.name().split("_")) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return name.toString();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    Method known = methods.get(method);
    return known == null ? new ServerStreamTracer() {} : new CallTracer(known, network);
  }

  private static final class CallTracer extends ServerStreamTracer {
    private final Method method;
    private final NetworkMetrics network;
    private long startNanos;
    private boolean begun;

    CallTracer(Method method, NetworkMetrics network) {
      this.method = method;
      this.network = network;
    }

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
      begun = true;
      method.started().increment();
      if (method.seconds().isPresent()) {
        startNanos = System.nanoTime();
      }
    }

    @Override
    public void inboundMessage(int number) {
      method.received().increment();
    }

    @Override
    public void outboundMessage(int number) {
      method.sent().increment();
    }

    @Override
    public void inboundUncompressedSize(long bytes) {
      network.clientReceived().add(bytes);
    }

    @Override
    public void outboundUncompressedSize(long bytes) {
      network.clientSent().add(bytes);
    }

    @Override
    public void streamClosed(Status status) {
      if (!begun) {
        return;
      }
      @Nullable Counter counter = method.handled().get(status.getCode());
      if (counter != null) {
        counter.increment();
      }
      method.seconds().ifPresent(seconds -> seconds.observeSince(startNanos));
    }
  }
}
