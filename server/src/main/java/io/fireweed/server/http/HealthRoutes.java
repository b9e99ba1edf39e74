package io.fireweed.server.http;

import io.fireweed.server.member.Member;
import io.fireweed.server.metrics.HealthMetrics;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a member is well: `/health` for all times, `/livez` (restart me if not) and `/readyz`
/// (send me no clients if not) since 3.6, with a path for each of their checks.
///
/// | path | checks |
/// |---|---|
/// | `/health` | no alarm, a leader, a linearizable read; `?serializable=true`: no alarm, a read |
/// | `/livez` | serializable_read |
/// | `/readyz` | data_corruption, serializable_read, linearizable_read, non_learner |
///
/// Source: etcd server/etcdserver/api/etcdhttp, 3.7.1, and the answers of 3.5.
public final class HealthRoutes {
  private static final Logger log = LoggerFactory.getLogger(HealthRoutes.class);

  private final HealthChecks checks;
  private final HealthMetrics metrics;

  private HealthRoutes(Member member, HealthMetrics metrics) {
    this.checks = new HealthChecks(member);
    this.metrics = metrics;
  }

  /// Puts the routes into a table.
  public static void install(RouteTable table, Member member, HealthMetrics metrics) {
    HealthRoutes routes = new HealthRoutes(member, metrics);
    table.at("/health", routes::health);
    routes.installProbe(table, "livez", List.of(HealthChecks.Check.SERIALIZABLE_READ));
    routes.installProbe(table, "readyz", List.of(HealthChecks.Check.values()));
  }

  private void installProbe(RouteTable table, String name, List<HealthChecks.Check> list) {
    for (HealthChecks.Check check : list) {
      metrics.state().with(check.text(), name);
      metrics.checks().with(check.text(), "success", name);
      metrics.checks().with(check.text(), "error", name);
      table.at(
          "/" + name + "/" + check.text(),
          (head, reply) -> probe(name, List.of(check), head, reply));
    }
    table.at("/" + name, (head, reply) -> probe(name, list, head, reply));
  }

  private HttpBody health(HttpHead head, HttpReply reply) {
    if (!head.method().equals("GET")) {
      reply.send(HttpAnswer.methodNotAllowed("GET"));
      return HttpBody.ignored();
    }
    Set<String> excluded = new LinkedHashSet<>(head.parameters("exclude"));
    boolean local = head.parameters("serializable").contains("true");
    var _ = checks.health(excluded, local).thenAccept(reason -> reply.send(healthAnswer(reason)));
    return HttpBody.ignored();
  }

  private HttpAnswer healthAnswer(String reason) {
    String quoted = JsonText.quote(reason);
    if (reason.isEmpty()) {
      metrics.successes().increment();
      return HttpAnswer.of(
          200, HttpAnswer.PLAIN, "{\"health\":\"true\",\"reason\":" + quoted + "}");
    }
    metrics.failures().increment();
    String output = "{\"health\":\"false\",\"reason\":" + quoted + "}";
    log.atWarn().addKeyValue("output", output).addKeyValue("status-code", 503).log("/health error");
    return HttpAnswer.error(503, output);
  }

  private HttpBody probe(
      String name, List<HealthChecks.Check> list, HttpHead head, HttpReply reply) {
    if (!head.method().equals("GET")) {
      reply.send(HttpAnswer.methodNotAllowed("GET"));
      return HttpBody.ignored();
    }
    List<String> excluded = head.parameters("exclude");
    boolean verbose = head.query().containsKey("verbose");
    List<CompletableFuture<String>> outcomes = new ArrayList<>();
    for (HealthChecks.Check check : list) {
      if (!excluded.contains(check.text())) {
        outcomes.add(checks.run(check).thenApply(failure -> line(name, check, failure)));
      }
    }
    var _ =
        CompletableFuture.allOf(outcomes.toArray(CompletableFuture<?>[]::new))
            .thenRun(() -> reply.send(probeAnswer(outcomes, verbose)));
    return HttpBody.ignored();
  }

  private String line(String probe, HealthChecks.Check check, String failure) {
    boolean good = failure.isEmpty();
    metrics.state().with(check.text(), probe).set(good ? 1 : 0);
    metrics.checks().with(check.text(), good ? "success" : "error", probe).increment();
    return good
        ? "[+]" + check.text() + " ok\n"
        : "[-]" + check.text() + " failed: " + failure + "\n";
  }

  private static HttpAnswer probeAnswer(List<CompletableFuture<String>> outcomes, boolean verbose) {
    StringBuilder lines = new StringBuilder();
    boolean failed = false;
    for (CompletableFuture<String> outcome : outcomes) {
      String line = outcome.join();
      failed |= line.startsWith("[-]");
      lines.append(line);
    }
    if (failed) {
      log.atWarn().addKeyValue("output", lines.toString()).log("Health check error");
      return HttpAnswer.error(503, lines.toString());
    }
    return HttpAnswer.error(200, verbose ? lines + "ok" : "ok");
  }
}
