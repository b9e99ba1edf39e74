package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Fields;
import io.fireweed.client.Rpc;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// `put KEY VALUE`.
final class PutCommand {
  private static final String IGNORE_VALUE = "ignore-value";
  private static final String IGNORE_LEASE = "ignore-lease";
  private static final String WRONG_COUNT =
      "put command needs 1 argument and input from stdin or 2 arguments";

  private PutCommand() {}

  static Command command() {
    return new Command(
        "put",
        "<key> <value> (<value> can also be given from stdin)",
        "Puts the given key into the store",
        """
        A value that begins with a dash is taken for a flag; write -- before it. Without a value,
        the value is what standard input holds.
        """,
        List.of(
            Flag.string("lease", "0", "lease ID (in hexadecimal) to attach to the key"),
            Flag.onOff("prev-kv", "return the previous key-value pair before modification"),
            Flag.onOff(IGNORE_VALUE, "updates the key using its current value"),
            Flag.onOff(IGNORE_LEASE, "updates the key using its current lease")),
        new Command.Body.Leaf(new ArgumentCount.Any(), PutCommand::run));
  }

  private static ExitCode run(Invocation call) throws IOException {
    PutRequest request = request(call);
    try (Online online = Online.open(call)) {
      PutResponse answer = online.ask(Rpc.PUT, request);
      return online.print(
          Online.Answer.of(
              answer,
              out -> simple(answer, online.keyValueText(), out),
              fields -> fields(answer, fields)));
    }
  }

  static PutRequest request(Invocation call) throws IOException {
    List<String> arguments = call.arguments();
    if (arguments.isEmpty()) {
      throw KeyRange.bad(WRONG_COUNT);
    }
    PutRequest.Builder request = PutRequest.newBuilder().setKey(Typed.bytes(arguments.getFirst()));
    if (call.isOn(IGNORE_VALUE)) {
      if (arguments.size() > 1) {
        throw KeyRange.bad("put command needs only 1 argument when 'ignore-value' is set");
      }
      request.setIgnoreValue(true);
    } else {
      request.setValue(value(call));
    }
    return request
        .setLease(LeaseId.parse(call.text("lease"), "bad lease ID"))
        .setPrevKv(call.isOn("prev-kv"))
        .setIgnoreLease(call.isOn(IGNORE_LEASE))
        .build();
  }

  private static ByteString value(Invocation call) throws IOException {
    if (call.arguments().size() > 1) {
      return Typed.bytes(call.arguments().get(1));
    }
    ByteString piped = ByteString.readFrom(call.terminal().in());
    if (piped.isEmpty()) {
      throw KeyRange.bad(WRONG_COUNT);
    }
    return piped;
  }

  static void simple(PutResponse answer, KeyValueText text, PrintStream out) {
    out.println("OK");
    if (answer.hasPrevKv()) {
      text.pair(answer.getPrevKv(), out);
    }
  }

  static void fields(PutResponse answer, Fields fields) {
    KeyValueText.header(answer.getHeader(), fields);
    if (answer.hasPrevKv()) {
      KeyValueText.fields("Prev", answer.getPrevKv(), fields);
    }
  }
}
