package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.CommandLine;
import io.fireweed.cli.command.Dialect;
import io.fireweed.cli.command.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// One run of our `etcdctl` in this process.
record CtlRun(int exitCode, String out, String err) {
  /// Runs it against an endpoint.
  static CtlRun against(
      String endpoint, Map<String, String> environment, String input, String... words) {
    List<String> all = new ArrayList<>(List.of("--endpoints=" + endpoint));
    all.addAll(Arrays.asList(words));
    return of(environment, input, all.toArray(String[]::new));
  }

  static CtlRun of(Map<String, String> environment, String input, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            environment);
    int code = new CommandLine(EtcdCtl.program(), Dialect.ETCD, terminal).run(words);
    return new CtlRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// {@return the words of a line, of which `''` is an empty one}
  static String[] words(String line) {
    return Arrays.stream(line.split(" ", -1))
        .map(word -> word.equals("''") ? "" : word)
        .toArray(String[]::new);
  }

  /// {@return output without what differs from server to server: ids of clusters, members, leases}
  static String steady(String out) {
    return out.replaceAll("\"(cluster_id|member_id|ID)\":\\d+", "\"$1\":N")
        .replaceAll("\"(ClusterID|MemberID|ID)\" : \\d+", "\"$1\" : N")
        .replaceAll("(?m)^(lease )?[0-9a-f]{16}\\b", "$1ID")
        .replaceAll("127.0.0.1:\\d{4,5}", "PLACE")
        .replaceAll("(?s)^\n?.{0,2}\u0008.{9,40}?\u0018", "HEADER");
  }

  /// {@return output without the help that Go prints on it after a wrong flag}
  static String withoutUsage(String out) {
    return out.contains("USAGE:") ? "" : out;
  }

  /// {@return the first error of a stream}
  static String error(String err) {
    return err.lines()
        .filter(line -> line.startsWith("Error: "))
        .map(line -> line.replaceAll("127.0.0.1:\\d{4,5}", "PLACE"))
        .findFirst()
        .orElse("");
  }
}
