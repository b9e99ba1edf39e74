package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.WatchNews;
import io.fireweed.client.Watching;
import java.io.IOException;
import java.util.List;

/// `watch KEY [RANGE_END] [-- COMMAND]`: prints changes as they happen; [WatchDialogue] is
/// `watch -i`.
final class WatchCommand {
  static final String INTERACTIVE = "interactive";

  private static final String DETAILS =
      """
      Prints every change of the keys, and runs the command for each, with these variables:
      ETCD_WATCH_REVISION, ETCD_WATCH_EVENT_TYPE, ETCD_WATCH_KEY, ETCD_WATCH_VALUE (the last three
      between quotes). Lost connections and leaders are survived without a gap and without a change
      told twice.

      With -i, each line of standard input is a watch or asks for progress:
        watch [options] <key or prefix> [range_end] [-- exec-command arg1 arg2 ...]
        progress

      ETCDCTL_WATCH_KEY and ETCDCTL_WATCH_RANGE_END stand in for the arguments.

      Exit codes: 1 the command failed; 2 nobody could be reached; 3 the input ended; 5 the server
      ended the watch; 128 wrong arguments.
      """;

  private WatchCommand() {}

  static Command command() {
    return new Command(
        "watch",
        "[options] [key or prefix] [range_end] [--] [exec-command arg1 arg2 ...]",
        "Watches events stream on keys or prefixes",
        DETAILS,
        List.of(
            Flag.onOff(INTERACTIVE, "Interactive mode").orShort("i"),
            Flag.onOff(WatchSpec.PREFIX, "Watch on a prefix if prefix is set"),
            Flag.onOff(
                WatchSpec.PREV_KV, "get the previous key-value pair before the event happens"),
            Flag.onOff(
                WatchSpec.PROGRESS_NOTIFY, "get periodic watch progress notification from server"),
            Flag.integer(WatchSpec.REV, 0, "Revision to start watching")),
        new Command.Body.Leaf(new ArgumentCount.Any(), WatchCommand::run));
  }

  private static ExitCode run(Invocation call) throws IOException {
    WatchSpec.FromEnvironment environment = WatchSpec.FromEnvironment.of(call.terminal());
    if (call.isOn(INTERACTIVE)) {
      return WatchDialogue.run(call, environment);
    }
    WatchSpec spec = WatchSpec.of(call, environment);
    try (Online online = Online.open(call)) {
      online.awaitConnection();
      WatchPrinter printer = new WatchPrinter(online);
      try (Watching watching = online.client().watch()) {
        watching.add(spec.request());
        follow(watching, printer, spec.command());
      } catch (WatchPrinter.Failed e) {
        return e.tell(online.err());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ExitCode.ETCD_INTERRUPTED;
      }
    }
    throw new CommandFailure(ExitCode.ETCD_INTERRUPTED, "watch is canceled by the server");
  }

  /// Prints until the watch has ended.
  private static void follow(Watching watching, WatchPrinter printer, List<String> command)
      throws IOException, InterruptedException {
    while (true) {
      switch (watching.next()) {
        case WatchNews.Lost(var fault) -> {
          printer.canceled(Watching.reason(fault));
          return;
        }
        case WatchNews.Told told -> {
          printer.print(told, command);
          if (told.response().getCanceled()) {
            return;
          }
        }
      }
    }
  }
}
