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
  /// The header of an answer in protobuf, read as UTF-8, up to the tag of its revision: only the
  /// last byte of a number is below 128.
  private static final String HEADER =
      "(?s)^\n?.{0,2}\b[^\0-\u007f]+[\0-\u007f]\u0010[^\0-\u007f]+[\0-\u007f]\u0018";

  /// Runs it against an endpoint, with more patience for a busy disk than it has by itself.
  static CtlRun against(
      String endpoint, Map<String, String> environment, String input, String... words) {
    List<String> all = new ArrayList<>(List.of("--endpoints=" + endpoint, "--command-timeout=20s"));
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
  /// An id in hexadecimal drops its leading zeros, or spaces stand for them; so a table is as wide
  /// as its ids.
  static String steady(String out) {
    String text =
        out.replaceAll("\"(cluster_id|member_id|ID)\":\\d+", "\"$1\":N")
            .replaceAll("\"(ClusterID|MemberID|ID)\" : \\d+", "\"$1\" : N")
            .replaceAll(" *\\b[0-9a-f]{11,16}\\b", " ID")
            .replaceAll("127.0.0.1:\\d{4,5}", "PLACE")
            .replaceAll(HEADER, "HEADER");
    return text.matches("(?s)[+┌].*")
        ? text.replaceAll("-{2,}", "-").replaceAll("─+", "─").replaceAll(" +", " ")
        : text;
  }

  /// {@return output without the help that Go prints on it after a wrong flag}
  static String withoutUsage(String out) {
    return out.contains("USAGE:") ? "" : out;
  }

  /// {@return the first error of a stream}
  static String error(String err) {
    return err.lines()
        .filter(line -> line.startsWith("Error: "))
        .map(CtlRun::steady)
        .findFirst()
        .orElse("");
  }
}
