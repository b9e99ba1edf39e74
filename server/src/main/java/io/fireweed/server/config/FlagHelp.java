package io.fireweed.server.config;

/// The words of `etcd --help`.
public final class FlagHelp {
  private FlagHelp() {}

  /// {@return the forms of a call, which also follow a complaint}
  public static String usage() {
    return """
        Usage:

          etcd [flags]
            Start a member.

          etcd --version
            Show the version of etcd that this program follows.

          etcd -h | --help
            Show every flag.

          etcd --config-file
            Path of a file of settings. With it, all other flags and the environment are ignored.

        """;
  }

  /// {@return every flag with its value if nobody says, by section}
  public static String flags() {
    StringBuilder text = new StringBuilder();
    for (Flags.Section section : Flags.sections()) {
      text.append(section.title()).append(":\n");
      for (Flag flag : section.flags()) {
        text.append("  --").append(flag.name());
        text.append(" '").append(flag.initial()).append("'\n");
        text.append("    ").append(flag.help()).append('\n');
      }
      text.append('\n');
    }
    return text.append(
            """
            Every flag can also be set by the environment, as ETCD_DATA_DIR and the like: not both.
            """)
        .toString();
  }
}
