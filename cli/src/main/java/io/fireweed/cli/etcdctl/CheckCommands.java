package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import java.util.List;

/// `check perf` and `check datascale`.
final class CheckCommands {
  static final String LOAD = "load";
  static final String PREFIX = "prefix";
  static final String AUTO_COMPACT = "auto-compact";
  static final String AUTO_DEFRAG = "auto-defrag";

  private CheckCommands() {}

  static Command group() {
    return Command.group(
        "check",
        "commands for checking properties of the etcd cluster",
        List.of(
            leaf(
                "datascale",
                "Check the memory usage of holding data for different workloads on a given server"
                    + " endpoint.",
                "Asks the first endpoint for process_resident_memory_bytes before and after.",
                "/etcdctl-check-datascale/",
                CheckDatascale::run),
            leaf(
                "perf",
                "Check the performance of the etcd cluster",
                "Writes for a minute at the rate of the workload, then deletes what it wrote.",
                "/etcdctl-check-perf/",
                CheckPerf::run)));
  }

  private static Command leaf(
      String name,
      String summary,
      String details,
      String prefix,
      io.fireweed.cli.command.Action action) {
    return new Command(
        name,
        "[options]",
        summary,
        details
            + "\n\nExit codes: 0 passed; 1 failed; 3 the prefix has keys already; 4 unknown load.\n",
        List.of(
            Flag.onOff(AUTO_COMPACT, "Compact storage with last revision after test is finished."),
            Flag.onOff(AUTO_DEFRAG, "Defragment storage after test is finished."),
            Flag.string(
                LOAD,
                "s",
                "The workload model. Accepted workloads: s(small), m(medium), l(large),"
                    + " xl(xLarge)"),
            Flag.string(PREFIX, prefix, "The prefix for writing the check's keys.")),
        new Command.Body.Leaf(new ArgumentCount.Any(), action));
  }

  /// {@return the choice that belongs to the flag `--load`}
  ///
  /// @param choices of a small, a medium, a large and a very large load
  static <T> T choice(Invocation call, List<T> choices) {
    String load = call.text(LOAD);
    return switch (load) {
      case "s", "small" -> choices.get(0);
      case "m", "medium" -> choices.get(1);
      case "l", "large" -> choices.get(2);
      case "xl", "xLarge" -> choices.get(3);
      default -> throw new CommandFailure(ExitCode.ETCD_BAD_FORMAT, "unknown load option " + load);
    };
  }
}
