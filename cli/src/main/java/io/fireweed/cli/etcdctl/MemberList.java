package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.Member;
import io.fireweed.api.rpc.MemberListRequest;
import io.fireweed.api.rpc.MemberListResponse;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Fields;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.OutputFormat;
import io.fireweed.cli.print.Table;
import io.fireweed.client.Rpc;
import java.io.IOException;
import java.util.List;

/// `member list`.
final class MemberList {
  private MemberList() {}

  static Command command() {
    return new Command(
        "list",
        "",
        "Lists all members in the cluster",
        "",
        List.of(Flag.string("consistency", "l", "Linearizable(l) or Serializable(s)")),
        new Command.Body.Leaf(new ArgumentCount.Any(), MemberList::run));
  }

  private static ExitCode run(Invocation call) throws IOException {
    String consistency = call.text("consistency");
    if (!consistency.equals("l") && !consistency.equals("s")) {
      throw new CommandFailure(
          ExitCode.ETCD_BAD_FORMAT, "unknown consistency flag " + GoQuote.quote(consistency));
    }
    MemberListRequest request =
        MemberListRequest.newBuilder().setLinearizable(consistency.equals("l")).build();
    try (Online online = Online.open(call)) {
      MemberListResponse answer = online.ask(Rpc.MEMBER_LIST, request);
      if (online.format() == OutputFormat.TABLE) {
        Table table = Table.of("ID", "Status", "Name", "Peer Addrs", "Client Addrs", "Is Learner");
        answer.getMembersList().forEach(member -> table.row(cells(member)));
        table.print(Table.Border.BOX, online.out());
        return ExitCode.DONE;
      }
      return online.print(
          new Online.Answer(
              out ->
                  answer
                      .getMembersList()
                      .forEach(member -> out.println(String.join(", ", cells(member)))),
              fields -> fields(answer, fields, online),
              () -> call.isOn(GlobalFlags.HEX) ? hexJson(answer) : MessageJson.of(answer),
              answer));
    }
  }

  private static String[] cells(Member member) {
    return new String[] {
      Long.toHexString(member.getID()),
      member.getName().isEmpty() ? "unstarted" : "started",
      member.getName(),
      String.join(",", member.getPeerURLsList()),
      String.join(",", member.getClientURLsList()),
      Boolean.toString(member.getIsLearner())
    };
  }

  private static void fields(MemberListResponse answer, Fields fields, Online online) {
    KeyValueText.header(answer.getHeader(), fields);
    for (Member member : answer.getMembersList()) {
      fields.unsigned("ID", member.getID()).field("Name", GoQuote.quote(member.getName()));
      member.getPeerURLsList().forEach(url -> fields.field("PeerURL", GoQuote.quote(url)));
      member.getClientURLsList().forEach(url -> fields.field("ClientURL", GoQuote.quote(url)));
      fields.field("IsLearner", Boolean.toString(member.getIsLearner()));
      online.out().println();
    }
  }

  /// With ids in hex. The capitals of `clientURLS` are etcd's.
  private static Json hexJson(MemberListResponse answer) {
    ResponseHeader header = answer.getHeader();
    Json json = new Json().beginObject().name("header").beginObject();
    json.name("cluster_id").value(Long.toHexString(header.getClusterId()));
    json.name("member_id").value(Long.toHexString(header.getMemberId()));
    json.name("raft_term").unsigned(header.getRaftTerm()).end();
    json.name("members").beginArray();
    for (Member member : answer.getMembersList()) {
      json.beginObject().name("ID").value(Long.toHexString(member.getID()));
      if (!member.getName().isEmpty()) {
        json.name("name").value(member.getName());
      }
      urls(json.name("peerURLs"), member.getPeerURLsList());
      if (member.getClientURLsCount() > 0) {
        urls(json.name("clientURLS"), member.getClientURLsList());
      }
      if (member.getIsLearner()) {
        json.name("isLearner").value(true);
      }
      json.end();
    }
    return json.end().end();
  }

  private static void urls(Json json, List<String> urls) {
    json.beginArray();
    urls.forEach(json::value);
    json.end();
  }
}
