package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.DowngradeRequest;
import io.fireweed.api.rpc.DowngradeRequest.DowngradeAction;
import io.fireweed.api.rpc.DowngradeResponse;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdutl.OutputFlag;
import io.fireweed.cli.print.OutputFormat;
import io.fireweed.client.Rpc;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// `downgrade validate`, `enable` and `cancel`.
final class DowngradeCommands {
  private static final String TARGET = "<TARGET_VERSION>";

  private DowngradeCommands() {}

  static Command group() {
    return Command.group(
        "downgrade",
        "Downgrade related commands",
        List.of(
            leaf(
                DowngradeAction.CANCEL,
                "",
                "Cancel the ongoing downgrade action to cluster",
                call -> ask(call, DowngradeAction.CANCEL, "")),
            leaf(
                DowngradeAction.ENABLE,
                TARGET,
                "Start a downgrade action to cluster",
                call -> ask(call, DowngradeAction.ENABLE, target(call))),
            leaf(
                DowngradeAction.VALIDATE,
                TARGET,
                "Validate downgrade capability before starting downgrade",
                call -> ask(call, DowngradeAction.VALIDATE, target(call)))));
  }

  private static Command leaf(
      DowngradeAction action,
      String synopsis,
      String summary,
      io.fireweed.cli.command.Action body) {
    return new Command(
        word(action),
        synopsis,
        summary,
        "",
        List.of(),
        new Command.Body.Leaf(new ArgumentCount.Any(), body));
  }

  private static ExitCode ask(Invocation call, DowngradeAction action, String target)
      throws IOException {
    try (Online online = Online.open(call)) {
      DowngradeResponse answer =
          online.ask(
              Rpc.DOWNGRADE,
              DowngradeRequest.newBuilder().setAction(action).setVersion(target).build());
      if (online.format() == OutputFormat.FIELDS) {
        throw OutputFlag.cannotPrint(online.format());
      }
      return online.print(
          Online.Answer.of(
              answer,
              out ->
                  out.println(
                      "Downgrade "
                          + word(action)
                          + " success, cluster version "
                          + answer.getVersion()),
              _ -> {}));
    }
  }

  private static String target(Invocation call) {
    if (call.arguments().isEmpty()) {
      throw KeyRange.bad("TARGET_VERSION not provided");
    }
    if (call.arguments().size() > 1) {
      throw KeyRange.bad("too many arguments");
    }
    String target = call.arguments().getFirst();
    if (target.isEmpty()) {
      throw KeyRange.bad("target version not provided");
    }
    return target;
  }

  private static String word(DowngradeAction action) {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
