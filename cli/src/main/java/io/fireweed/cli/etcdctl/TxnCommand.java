package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.ResponseOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.TxnResponse;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.command.Terminal;
import io.fireweed.cli.print.Fields;
import io.fireweed.client.Rpc;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// `txn`: comparisons, then requests for success and for failure, read from standard input.
final class TxnCommand {
  private static final String DETAILS =
      """
      Reads three lists from standard input, each ended by an empty line: comparisons, requests to
      run if all of them hold, requests to run if not.

      Comparisons: TARGET("KEY") OPERATOR "VALUE", where TARGET is value, version, create, mod or
      lease, and OPERATOR is one of = != < >. Requests: get, put and del with their flags.
      """;

  private TxnCommand() {}

  static Command command() {
    return new Command(
        "txn",
        "[options]",
        "Txn processes all the requests in one transaction",
        DETAILS,
        List.of(Flag.onOff("interactive", "Input transaction in interactive mode").orShort("i")),
        new Command.Body.Leaf(new ArgumentCount.Any(), TxnCommand::run));
  }

  private static ExitCode run(Invocation call) throws IOException {
    if (!call.arguments().isEmpty()) {
      throw KeyRange.bad("txn command does not accept argument");
    }
    TxnRequest request = read(call);
    try (Online online = Online.open(call)) {
      TxnResponse answer = online.ask(Rpc.TXN, request);
      return online.print(
          Online.Answer.of(
              answer,
              out -> simple(answer, online.keyValueText(), out),
              fields -> fields(answer, fields)));
    }
  }

  private static TxnRequest read(Invocation call) throws IOException {
    Terminal terminal = call.terminal();
    TypedLines lines = new TypedLines(terminal.in());
    boolean interactive = call.isOn("interactive");
    // A request may not read a value from the input that holds the requests.
    Terminal silent = new Terminal(terminal.out(), terminal.err(), false, terminal.environment());
    TxnRequest.Builder request = TxnRequest.newBuilder();
    prompt(interactive, "compares:", terminal.out());
    for (String line = next(lines); !line.isEmpty(); line = next(lines)) {
      request.addCompare(TxnSyntax.comparison(line));
    }
    prompt(interactive, "success requests (get, put, del):", terminal.out());
    for (String line = next(lines); !line.isEmpty(); line = next(lines)) {
      request.addSuccess(TxnSyntax.request(line, silent));
    }
    prompt(interactive, "failure requests (get, put, del):", terminal.out());
    for (String line = next(lines); !line.isEmpty(); line = next(lines)) {
      request.addFailure(TxnSyntax.request(line, silent));
    }
    return request.build();
  }

  private static void prompt(boolean interactive, String text, PrintStream out) {
    if (interactive) {
      out.println(text);
      out.flush();
    }
  }

  private static String next(TypedLines lines) throws IOException {
    return lines.next().orElseThrow(() -> TxnSyntax.bad("EOF")).strip();
  }

  private static void simple(TxnResponse answer, KeyValueText text, PrintStream out) {
    out.println(answer.getSucceeded() ? "SUCCESS" : "FAILURE");
    for (ResponseOp response : answer.getResponsesList()) {
      out.println();
      switch (response.getResponseCase()) {
        case RESPONSE_RANGE -> GetCommand.simple(response.getResponseRange(), text, out);
        case RESPONSE_PUT -> PutCommand.simple(response.getResponsePut(), text, out);
        case RESPONSE_DELETE_RANGE ->
            DelCommand.simple(response.getResponseDeleteRange(), text, out);
        case RESPONSE_TXN -> simple(response.getResponseTxn(), text, out);
        case RESPONSE_NOT_SET -> out.println("unexpected response type");
      }
    }
  }

  private static void fields(TxnResponse answer, Fields fields) {
    KeyValueText.header(answer.getHeader(), fields)
        .field("Succeeded", Boolean.toString(answer.getSucceeded()));
    for (ResponseOp response : answer.getResponsesList()) {
      switch (response.getResponseCase()) {
        case RESPONSE_RANGE -> GetCommand.fields(response.getResponseRange(), fields);
        case RESPONSE_PUT -> PutCommand.fields(response.getResponsePut(), fields);
        case RESPONSE_DELETE_RANGE -> DelCommand.fields(response.getResponseDeleteRange(), fields);
        case RESPONSE_TXN -> fields(response.getResponseTxn(), fields);
        case RESPONSE_NOT_SET -> fields.field("Unknown", "\"\"");
      }
    }
  }
}
