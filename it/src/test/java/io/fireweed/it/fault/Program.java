package io.fireweed.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.cli.command.CommandLine;
import io.fireweed.cli.command.Dialect;
import io.fireweed.cli.command.Terminal;
import io.fireweed.cli.etcdutl.EtcdUtl;
import io.fireweed.cli.fireweed.Fireweed;
import io.fireweed.fixtures.ProgramRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A program of this project: as a process that can be killed, or quicker, inside this one.
enum Program {
  ETCDUTL("io.fireweed.cli.etcdutl.EtcdUtl"),
  FIREWEED("io.fireweed.cli.fireweed.Fireweed");

  static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Pattern TRACE = Pattern.compile("(?m)^\\s+at [\\w.$/]+\\(");

  private final String mainClass;

  Program(String mainClass) {
    this.mainClass = mainClass;
  }

  /// {@return the command of a process that writes no files but those it was asked for}
  List<String> command(List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                mainClass));
    command.addAll(words);
    return command;
  }

  /// {@return what such a process needs in its environment}
  static Map<String, String> environment() {
    return Map.of("CLASSPATH", System.getProperty("java.class.path"));
  }

  /// {@return what the program does with these words, called in this process}
  ProgramRun runHere(List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit;
    try (PrintStream outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      Terminal terminal = new Terminal(outStream, errStream, false, Map.of());
      CommandLine line =
          switch (this) {
            case ETCDUTL -> new CommandLine(EtcdUtl.program(), Dialect.ETCD, terminal);
            case FIREWEED -> new CommandLine(Fireweed.program(), Dialect.FIREWEED, terminal);
          };
      exit = line.run(words.toArray(String[]::new));
    }
    return new ProgramRun(
        words, exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// Refuses what no user may ever see.
  static void requireCivil(ProgramRun run) {
    assertThat(run.out() + run.err())
        .as("%s", run)
        .doesNotContain("defect in this program")
        .doesNotContain("Exception")
        .doesNotContainPattern(TRACE);
    assertThat(run.err()).as("%s", run).containsPattern("Error: (?:.*[ (])?/");
  }
}
