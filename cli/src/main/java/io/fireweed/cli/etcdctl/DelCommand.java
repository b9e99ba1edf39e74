package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.DeleteRangeResponse;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Fields;
import io.fireweed.client.Rpc;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// `del KEY [RANGE_END]`.
final class DelCommand {
  private static final int ARGUMENTS_MAX = 2;

  private DelCommand() {}

  static Command command() {
    List<Flag> flags = new ArrayList<>(KeyRange.flags("delete"));
    flags.add(Flag.onOff("prev-kv", "return deleted key-value pairs"));
    flags.add(Flag.onOff("range", "delete range of keys"));
    return new Command(
        "del",
        "<key> [range_end]",
        "Removes the specified key or range of keys [key, range_end)",
        "",
        flags,
        new Command.Body.Leaf(new ArgumentCount.Any(), DelCommand::run));
  }

  private static ExitCode run(Invocation call) throws IOException {
    DeleteRangeRequest request = request(call);
    try (Online online = Online.open(call)) {
      DeleteRangeResponse answer = online.ask(Rpc.DELETE_RANGE, request);
      return online.print(
          Online.Answer.of(
              answer,
              out -> simple(answer, online.keyValueText(), out),
              fields -> fields(answer, fields)));
    }
  }

  static DeleteRangeRequest request(Invocation call) {
    if (call.arguments().isEmpty() || call.arguments().size() > ARGUMENTS_MAX) {
      throw KeyRange.bad(
          "del command needs one argument as key and an optional argument as range_end");
    }
    KeyRange range = KeyRange.of(call);
    return DeleteRangeRequest.newBuilder()
        .setKey(range.key())
        .setRangeEnd(range.end())
        .setPrevKv(call.isOn("prev-kv"))
        .build();
  }

  static void simple(DeleteRangeResponse answer, KeyValueText text, PrintStream out) {
    out.println(answer.getDeleted());
    answer.getPrevKvsList().forEach(row -> text.pair(row, out));
  }

  static void fields(DeleteRangeResponse answer, Fields fields) {
    KeyValueText.header(answer.getHeader(), fields).field("Deleted", answer.getDeleted());
    answer.getPrevKvsList().forEach(row -> KeyValueText.fields("Prev", row, fields));
  }
}
