package io.fireweed.cli.etcdctl;

import com.google.protobuf.Message;
import io.fireweed.api.rpc.Member;
import io.fireweed.api.rpc.MemberAddRequest;
import io.fireweed.api.rpc.MemberAddResponse;
import io.fireweed.api.rpc.MemberPromoteRequest;
import io.fireweed.api.rpc.MemberPromoteResponse;
import io.fireweed.api.rpc.MemberRemoveRequest;
import io.fireweed.api.rpc.MemberRemoveResponse;
import io.fireweed.api.rpc.MemberUpdateRequest;
import io.fireweed.api.rpc.MemberUpdateResponse;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdutl.OutputFlag;
import io.fireweed.cli.print.OutputFormat;
import io.fireweed.client.Rpc;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// `member add`, `remove`, `update` and `promote`; [MemberList] is `member list`.
///
/// A change is made before an output format that cannot print it is refused, as etcd's tool does.
final class MemberCommands {
  private static final String PEER_URLS = "peer-urls";
  private static final List<String> SCHEMES = List.of("http", "https", "unix", "unixs");

  private MemberCommands() {}

  static Command group() {
    Flag peerUrls = Flag.strings(PEER_URLS, "", "comma separated peer URLs for the member");
    ArgumentCount any = new ArgumentCount.Any();
    return Command.group(
        "member",
        "Membership related commands",
        List.of(
            new Command(
                "add",
                "<memberName> [options]",
                "Adds a member into the cluster",
                "",
                List.of(
                    peerUrls, Flag.onOff("learner", "indicates if the new member is raft learner")),
                new Command.Body.Leaf(any, MemberCommands::add)),
            MemberList.command(),
            new Command(
                "promote",
                "<memberID>",
                "Promotes a non-voting member in the cluster",
                "",
                List.of(),
                new Command.Body.Leaf(any, MemberCommands::promote)),
            new Command(
                "remove",
                "<memberID>",
                "Removes a member from the cluster",
                "",
                List.of(),
                new Command.Body.Leaf(any, MemberCommands::remove)),
            new Command(
                "update",
                "<memberID> [options]",
                "Updates a member in the cluster",
                "",
                List.of(peerUrls),
                new Command.Body.Leaf(any, MemberCommands::update))));
  }

  private static ExitCode add(Invocation call) throws IOException {
    if (call.arguments().isEmpty()) {
      throw KeyRange.bad("member name not provided");
    }
    if (call.arguments().size() > 1) {
      throw KeyRange.bad("too many arguments");
    }
    List<String> urls = peerUrls(call);
    for (String url : urls) {
      requireScheme(url);
    }
    MemberAddRequest request =
        MemberAddRequest.newBuilder()
            .addAllPeerURLs(urls)
            .setIsLearner(call.isOn("learner"))
            .build();
    try (Online online = Online.open(call)) {
      MemberAddResponse answer = online.ask(Rpc.MEMBER_ADD, request);
      String done = answer.getMember().getIsLearner() ? " added as learner to" : " added to";
      print(online, answer, answer.getHeader(), answer.getMember().getID(), done);
      if (online.format() == OutputFormat.SIMPLE) {
        configuration(call.arguments().getFirst(), answer, online.out());
      }
      return ExitCode.DONE;
    }
  }

  /// What the new member must be started with.
  private static void configuration(String name, MemberAddResponse answer, PrintStream out) {
    List<String> initial = new ArrayList<>();
    for (Member member : answer.getMembersList()) {
      boolean added = member.getID() == answer.getMember().getID();
      for (String url : member.getPeerURLsList()) {
        initial.add((added ? name : member.getName()) + "=" + url);
      }
    }
    out.println();
    out.println("ETCD_NAME=" + GoQuote.quote(name));
    out.println("ETCD_INITIAL_CLUSTER=" + GoQuote.quote(String.join(",", initial)));
    out.println(
        "ETCD_INITIAL_ADVERTISE_PEER_URLS="
            + GoQuote.quote(String.join(",", answer.getMember().getPeerURLsList())));
    out.println("ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
  }

  private static ExitCode remove(Invocation call) throws IOException {
    long id = id(call);
    try (Online online = Online.open(call)) {
      MemberRemoveResponse answer =
          online.ask(Rpc.MEMBER_REMOVE, MemberRemoveRequest.newBuilder().setID(id).build());
      return print(online, answer, answer.getHeader(), id, " removed from");
    }
  }

  private static ExitCode update(Invocation call) throws IOException {
    long id = id(call);
    MemberUpdateRequest request =
        MemberUpdateRequest.newBuilder().setID(id).addAllPeerURLs(peerUrls(call)).build();
    try (Online online = Online.open(call)) {
      MemberUpdateResponse answer = online.ask(Rpc.MEMBER_UPDATE, request);
      return print(online, answer, answer.getHeader(), id, " updated in");
    }
  }

  private static ExitCode promote(Invocation call) throws IOException {
    long id = id(call);
    try (Online online = Online.open(call)) {
      MemberPromoteResponse answer =
          online.ask(Rpc.MEMBER_PROMOTE, MemberPromoteRequest.newBuilder().setID(id).build());
      return print(online, answer, answer.getHeader(), id, " promoted in");
    }
  }

  private static ExitCode print(
      Online online, Message answer, ResponseHeader header, long id, String done)
      throws IOException {
    if (online.format() == OutputFormat.FIELDS) {
      throw OutputFlag.cannotPrint(online.format());
    }
    return online.print(
        new Online.Answer(
            out ->
                out.println(
                    "Member " + padded(id) + done + " cluster " + padded(header.getClusterId())),
            _ -> {},
            () -> online.printsHex() ? MessageJson.withHexIds(answer) : MessageJson.of(answer),
            answer));
  }

  private static String padded(long id) {
    return String.format("%16s", Long.toHexString(id));
  }

  private static long id(Invocation call) {
    if (call.arguments().size() != 1) {
      throw KeyRange.bad("member ID is not provided");
    }
    return TypedNumber.unsignedHex(
        call.arguments().getFirst(),
        why -> KeyRange.bad("bad member ID arg (" + why + "), expecting ID in Hex"));
  }

  private static List<String> peerUrls(Invocation call) {
    List<String> urls = call.list(PEER_URLS);
    if (urls.isEmpty()) {
      throw KeyRange.bad("member peer urls not provided");
    }
    return urls;
  }

  private static void requireScheme(String url) {
    int colon = url.indexOf("://");
    if (colon < 0 || !SCHEMES.contains(url.substring(0, colon))) {
      throw new CommandFailure(
          ExitCode.FAILED, "URL scheme must be http, https, unix, or unixs: " + url);
    }
  }
}
