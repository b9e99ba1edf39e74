package io.fireweed.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Asks whether standard error is a terminal, without loading the console classes of the JDK.
final class ErrorStream {
  private ErrorStream() {}

  static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
