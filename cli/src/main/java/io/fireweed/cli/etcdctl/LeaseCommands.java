package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrantResponse;
import io.fireweed.api.rpc.LeaseLeasesRequest;
import io.fireweed.api.rpc.LeaseLeasesResponse;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.LeaseRevokeResponse;
import io.fireweed.api.rpc.LeaseTimeToLiveRequest;
import io.fireweed.api.rpc.LeaseTimeToLiveResponse;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Fields;
import io.fireweed.cli.print.Json;
import io.fireweed.client.Rpc;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// `lease grant`, `revoke`, `timetolive` and `list`.
///
/// The JSON of a lease is flat: the header's members stand beside the lease's. In protobuf only
/// the header is written, as etcd's tool does.
final class LeaseCommands {
  private LeaseCommands() {}

  static Command group() {
    ArgumentCount any = new ArgumentCount.Any();
    return Command.group(
        "lease",
        "Lease related commands",
        List.of(
            new Command(
                "grant",
                "<ttl>",
                "Creates leases",
                "",
                List.of(),
                new Command.Body.Leaf(any, LeaseCommands::grant)),
            LeaseKeepAlive.command(),
            new Command(
                "list",
                "",
                "List all active leases",
                "",
                List.of(),
                new Command.Body.Leaf(any, LeaseCommands::list)),
            new Command(
                "revoke",
                "<leaseID>",
                "Revokes leases",
                "",
                List.of(),
                new Command.Body.Leaf(any, LeaseCommands::revoke)),
            new Command(
                "timetolive",
                "<leaseID>",
                "Get lease information",
                "",
                List.of(Flag.onOff("keys", "Get keys attached to this lease")),
                new Command.Body.Leaf(any, LeaseCommands::timeToLive))));
  }

  private static ExitCode grant(Invocation call) throws IOException {
    if (call.arguments().size() != 1) {
      throw KeyRange.bad("lease grant command needs TTL argument");
    }
    long seconds =
        TypedNumber.decimal(
            call.arguments().getFirst(), why -> KeyRange.bad("bad TTL (" + why + ")"));
    LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setTTL(seconds).build();
    try (Online online = Online.open(call)) {
      LeaseGrantResponse answer =
          online.ask(Rpc.LEASE_GRANT, request, words -> failed("grant", words));
      String text = LeaseId.text(answer.getID());
      return online.print(
          new Online.Answer(
              out -> out.println("lease " + text + " granted with TTL(" + answer.getTTL() + "s)"),
              fields ->
                  KeyValueText.header(answer.getHeader(), fields)
                      .field("ID", answer.getID())
                      .field("TTL", answer.getTTL()),
              () ->
                  MessageJson.flattened(answer.getHeader())
                      .name("ID")
                      .value(answer.getID())
                      .name("TTL")
                      .value(answer.getTTL())
                      .name("Error")
                      .value(answer.getError())
                      .end(),
              answer.getHeader()));
    }
  }

  private static ExitCode revoke(Invocation call) throws IOException {
    if (call.arguments().size() != 1) {
      throw KeyRange.bad("lease revoke command needs 1 argument");
    }
    long id = argument(call);
    try (Online online = Online.open(call)) {
      LeaseRevokeRequest request = LeaseRevokeRequest.newBuilder().setID(id).build();
      LeaseRevokeResponse answer =
          online.ask(Rpc.LEASE_REVOKE, request, words -> failed("revoke", words));
      return online.print(
          Online.Answer.of(
              answer,
              out -> out.println("lease " + LeaseId.text(id) + " revoked"),
              fields -> KeyValueText.header(answer.getHeader(), fields)));
    }
  }

  private static ExitCode timeToLive(Invocation call) throws IOException {
    if (call.arguments().size() != 1) {
      throw KeyRange.bad("lease timetolive command needs lease ID as argument");
    }
    LeaseTimeToLiveRequest request =
        LeaseTimeToLiveRequest.newBuilder()
            .setID(argument(call))
            .setKeys(call.isOn("keys"))
            .build();
    try (Online online = Online.open(call)) {
      LeaseTimeToLiveResponse answer =
          online.ask(Rpc.LEASE_TIME_TO_LIVE, request, LeaseCommands::badConnection);
      return online.print(
          new Online.Answer(
              out -> out.println(sentence(answer, call.isOn("keys"))),
              fields -> fields(answer, fields),
              () -> json(answer),
              answer.getHeader()));
    }
  }

  private static String sentence(LeaseTimeToLiveResponse answer, boolean withKeys) {
    String lease = "lease " + LeaseId.text(answer.getID());
    if (answer.getGrantedTTL() == 0 && answer.getTTL() == -1) {
      return lease + " already expired";
    }
    String keys =
        answer.getKeysList().stream()
            .map(ByteString::toStringUtf8)
            .collect(Collectors.joining(" ", ", attached keys([", "])"));
    return lease
        + " granted with TTL("
        + answer.getGrantedTTL()
        + "s), remaining("
        + answer.getTTL()
        + "s)"
        + (withKeys ? keys : "");
  }

  private static void fields(LeaseTimeToLiveResponse answer, Fields fields) {
    KeyValueText.header(answer.getHeader(), fields)
        .field("ID", answer.getID())
        .field("TTL", answer.getTTL())
        .field("GrantedTTL", answer.getGrantedTTL());
    answer.getKeysList().forEach(key -> fields.field("Key", GoQuote.quote(key.toByteArray())));
  }

  private static Json json(LeaseTimeToLiveResponse answer) {
    Json json =
        MessageJson.flattened(answer.getHeader())
            .name("id")
            .value(answer.getID())
            .name("ttl")
            .value(answer.getTTL())
            .name("granted-ttl")
            .value(answer.getGrantedTTL())
            .name("keys");
    if (answer.getKeysCount() == 0) {
      return json.nothing().end();
    }
    json.beginArray();
    answer
        .getKeysList()
        .forEach(key -> json.value(Base64.getEncoder().encodeToString(key.toByteArray())));
    return json.end().end();
  }

  private static ExitCode list(Invocation call) throws IOException {
    try (Online online = Online.open(call)) {
      LeaseLeasesResponse answer =
          online.ask(
              Rpc.LEASE_LIST,
              LeaseLeasesRequest.getDefaultInstance(),
              LeaseCommands::badConnection);
      return online.print(
          new Online.Answer(
              out -> {
                out.println("found " + answer.getLeasesCount() + " leases");
                answer.getLeasesList().forEach(lease -> out.println(LeaseId.text(lease.getID())));
              },
              fields -> {
                KeyValueText.header(answer.getHeader(), fields);
                answer.getLeasesList().forEach(lease -> fields.field("ID", lease.getID()));
              },
              () -> listJson(answer),
              answer.getHeader()));
    }
  }

  private static Json listJson(LeaseLeasesResponse answer) {
    Json json = MessageJson.flattened(answer.getHeader()).name("leases").beginArray();
    answer
        .getLeasesList()
        .forEach(lease -> json.beginObject().name("id").value(lease.getID()).end());
    return json.end().end();
  }

  static long argument(Invocation call) {
    return LeaseId.parse(call.arguments().getFirst(), "bad lease ID arg");
  }

  static CommandFailure badConnection(String words) {
    return new CommandFailure(ExitCode.ETCD_BAD_CONNECTION, words);
  }

  private static CommandFailure failed(String verb, String words) {
    return new CommandFailure(ExitCode.FAILED, "failed to " + verb + " lease (" + words + ")");
  }
}
