package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.Endpoint;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;

/// `check datascale`: how much memory a member takes for a number of keys.
final class CheckDatascale {
  private static final String METRIC = "process_resident_memory_bytes ";
  private static final int KEY_BYTES = 512;
  private static final int VALUE_BYTES = 512;
  private static final double MEBIBYTE = 1 << 20;
  private static final Duration METRICS_LIMIT = Duration.ofSeconds(10);

  private record Load(int keys, int clients) {}

  private static final List<Load> LOADS =
      List.of(
          new Load(10_000, 50),
          new Load(100_000, 200),
          new Load(1_000_000, 500),
          new Load(3_000_000, 1000));

  private CheckDatascale() {}

  static ExitCode run(Invocation call) {
    Load load = CheckCommands.choice(call, LOADS);
    try (Online online = Online.open(call, CheckLoad.answerLimit())) {
      CheckLoad writes = new CheckLoad(call, online);
      writes.requireEmpty();
      PrintStream out = online.out();
      Endpoint endpoint = online.places().getFirst().endpoint();
      OptionalDouble before = memoryBytes(endpoint);
      if (before.isEmpty()) {
        return unread(out, "before");
      }
      out.println(
          "Start data scale check for work load ["
              + load.keys()
              + " key-value pairs, "
              + (KEY_BYTES + VALUE_BYTES)
              + " bytes per key-value, "
              + load.clients()
              + " concurrent clients].");
      out.flush();
      AtomicInteger left = new AtomicInteger(load.keys());
      writes.write(load.clients(), KEY_BYTES, VALUE_BYTES, () -> left.getAndDecrement() > 0);
      OptionalDouble after = memoryBytes(endpoint);
      if (after.isEmpty()) {
        return unread(out, "after");
      }
      writes.cleanUp();
      if (writes.tellErrors()) {
        return ExitCode.FAILED;
      }
      double used = (after.getAsDouble() - before.getAsDouble()) / MEBIBYTE;
      out.println(
          String.format(Locale.ROOT, "PASS: Approximate system memory used : %.2f MB.", used));
      return ExitCode.DONE;
    }
  }

  private static ExitCode unread(PrintStream out, String when) {
    out.println(
        "FAIL: Could not read process_resident_memory_bytes " + when + " the put operations.");
    return ExitCode.FAILED;
  }

  private static OptionalDouble memoryBytes(Endpoint endpoint) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + "/metrics")).timeout(METRICS_LIMIT).build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(METRICS_LIMIT).build()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith(METRIC))
          .mapToDouble(line -> Double.parseDouble(line.substring(METRIC.length())))
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return OptionalDouble.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalDouble.empty();
    }
  }
}
