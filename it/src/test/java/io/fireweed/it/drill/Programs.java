package io.fireweed.it.drill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Our programs as commands, run from the classes under test.
final class Programs {
  private Programs() {}

  /// {@return the command that runs a main class of `io.fireweed.cli`}
  static List<String> command(String main, List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.fireweed.cli." + main));
    command.addAll(words);
    return command;
  }

  /// {@return the same for a shell, to be followed by more words}
  static String shell(String main) {
    return "'" + String.join("' '", command(main, List.of())) + "'";
  }
}
