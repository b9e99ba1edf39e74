package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.HashKVRequest;
import io.fireweed.api.rpc.HashKVResponse;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdctl.EndpointCommands.Told;
import io.fireweed.cli.etcdutl.OutputFlag;
import io.fireweed.cli.print.Fields;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.Table;
import io.fireweed.client.Rpc;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/// `endpoint hashkv`.
final class EndpointHashKv {
  private EndpointHashKv() {}

  static ExitCode ask(Invocation call, Online online) {
    HashKVRequest request = HashKVRequest.newBuilder().setRevision(call.number("rev")).build();
    List<Told<HashKVResponse>> answers = EndpointCommands.none();
    Optional<String> failure =
        EndpointCommands.each(
            online, "hash", place -> online.askAt(place, Rpc.HASH_KV, request), answers);
    print(online, answers);
    if (failure.isPresent()) {
      throw new CommandFailure(ExitCode.FAILED, failure.get());
    }
    return ExitCode.DONE;
  }

  private static void print(Online online, List<Told<HashKVResponse>> answers) {
    PrintStream out = online.out();
    switch (online.format()) {
      case SIMPLE -> answers.forEach(told -> out.println(String.join(", ", cells(told))));
      case TABLE -> {
        Table table = Table.of("endpoint", "hash", "hash_revision");
        answers.forEach(told -> table.row(cells(told)));
        table.print(Table.Border.BOX, out);
      }
      case JSON -> {
        Json json = new Json().beginArray();
        for (Told<HashKVResponse> told : answers) {
          json.beginObject().name("Endpoint").value(told.endpoint()).name("HashKV");
          MessageJson.value(json, told.answer());
          json.end();
        }
        out.println(json.end());
      }
      case FIELDS -> answers.forEach(told -> fields(told, new Fields(out), out));
      case PROTOBUF -> throw OutputFlag.cannotPrint(online.format());
    }
  }

  private static String[] cells(Told<HashKVResponse> told) {
    HashKVResponse hash = told.answer();
    return new String[] {
      told.endpoint(),
      Integer.toUnsignedString(hash.getHash()),
      Long.toString(hash.getHashRevision())
    };
  }

  private static void fields(Told<HashKVResponse> told, Fields fields, PrintStream out) {
    KeyValueText.header(told.answer().getHeader(), fields)
        .field("Endpoint", GoQuote.quote(told.endpoint()))
        .field("Hash", Integer.toUnsignedLong(told.answer().getHash()))
        .field("HashRevision", told.answer().getHashRevision());
    out.println();
  }
}
