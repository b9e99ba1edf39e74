package io.fireweed.server.http;

import io.fireweed.server.metrics.Metrics;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What a member tells about itself: `/version`, `/metrics`, `/debug/vars`, and with
/// `--enable-pprof` the threads under `/debug/pprof`, as far as a JVM has what Go has there.
public final class InfoRoutes {
  private InfoRoutes() {}

  /// Puts `/metrics` into a table.
  public static void installMetrics(RouteTable table, Metrics metrics) {
    table.at(
        "/metrics",
        (_, reply) -> {
          reply.send(HttpAnswer.of(200, Metrics.CONTENT_TYPE, metrics.text()));
          return HttpBody.ignored();
        });
  }

  /// Puts `/version` and `/debug/vars` into a table.
  public static void install(
      RouteTable table, Supplier<Versions> versions, List<String> commandLine) {
    table.at("/version", getOnly(() -> version(versions.get())));
    table.at("/debug/vars", getOnly(() -> variables(commandLine)));
  }

  /// Puts `/debug/pprof` into a table.
  public static void installProfiles(RouteTable table) {
    table.at("/debug/pprof/", getOnly(() -> HttpAnswer.of(200, HttpAnswer.PLAIN, "goroutine\n")));
    table.at(
        "/debug/pprof/goroutine", getOnly(() -> HttpAnswer.of(200, HttpAnswer.PLAIN, threads())));
  }

  static HttpRoutes getOnly(Supplier<HttpAnswer> answer) {
    return (head, reply) -> {
      reply.send(head.method().equals("GET") ? answer.get() : HttpAnswer.methodNotAllowed("GET"));
      return HttpBody.ignored();
    };
  }

  static HttpAnswer version(Versions versions) {
    return HttpAnswer.of(
        200,
        HttpAnswer.JSON,
        "{\"etcdserver\":"
            + JsonText.quote(versions.server())
            + ",\"etcdcluster\":"
            + JsonText.quote(versions.cluster())
            + ",\"storage\":"
            + JsonText.quote(versions.storage())
            + "}");
  }

  private static HttpAnswer variables(List<String> commandLine) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    String words =
        commandLine.stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]"));
    String json =
        "{\n\"cmdline\": "
            + words
            + ",\n\"memstats\": {\"HeapAlloc\":"
            + heap.getUsed()
            + ",\"HeapSys\":"
            + heap.getCommitted()
            + "},\n\"threads\": "
            + ManagementFactory.getThreadMXBean().getThreadCount()
            + "\n}\n";
    return HttpAnswer.of(
        200, "application/json; charset=utf-8", json.getBytes(StandardCharsets.UTF_8));
  }

  private static String threads() {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      Thread thread = entry.getKey();
      out.append('"').append(thread.getName()).append("\" ").append(thread.getState()).append('\n');
      for (StackTraceElement frame : entry.getValue()) {
        out.append("\tat ").append(frame).append('\n');
      }
      out.append('\n');
    }
    return out.toString();
  }
}
