package io.fireweed.cli.etcd;

import java.util.Locale;

/// The machine, by the names that etcd has for such.
final class Platform {
  private Platform() {}

  /// {@return the system, then the processor: `linux/amd64`}
  static String goName() {
    return system() + "/" + processor();
  }

  static String system() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name;
  }

  static String processor() {
    String name = System.getProperty("os.arch", "");
    return switch (name) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }

  /// {@return whether calls of Linux can be made}
  static boolean isLinux() {
    return system().equals("linux");
  }
}
