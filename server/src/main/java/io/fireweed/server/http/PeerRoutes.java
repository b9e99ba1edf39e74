package io.fireweed.server.http;

import io.fireweed.format.schema.ClusterId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.server.member.Member;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What a member tells whoever asks on its peer port, which needs no consensus: `/version`,
/// `/members`, `/raft/probing`. A cluster of one member has no other traffic there.
///
/// Source: etcd server/etcdserver/api/etcdhttp/peer.go, 3.5, and its answers.
public final class PeerRoutes {
  private PeerRoutes() {}

  /// Puts the routes into a table.
  public static void install(
      RouteTable table, Member member, Supplier<Versions> versions, InstantSource clock) {
    table.at("/version", InfoRoutes.getOnly(() -> InfoRoutes.version(versions.get())));
    table.at("/members", InfoRoutes.getOnly(() -> members(member)));
    table.at(
        "/raft/probing",
        InfoRoutes.getOnly(
            () ->
                HttpAnswer.of(
                    200, HttpAnswer.PLAIN, "{\"OK\":true,\"Now\":\"" + clock.instant() + "\"}\n")));
  }

  private static HttpAnswer members(Member member) {
    String cluster = new ClusterId(member.clusterId()).toString();
    List<MemberRow> rows = member.state().look(tables -> List.copyOf(tables.members().members()));
    String json = rows.stream().map(PeerRoutes::json).collect(Collectors.joining(",", "[", "]\n"));
    return HttpAnswer.of(200, HttpAnswer.JSON, json).with("X-Etcd-Cluster-Id", cluster);
  }

  private static String json(MemberRow row) {
    StringBuilder json =
        new StringBuilder("{\"id\":").append(Long.toUnsignedString(row.id().value()));
    json.append(",\"peerURLs\":").append(list(row.peerUrls()));
    if (row.role() == MemberRow.Role.LEARNER) {
      json.append(",\"isLearner\":true");
    }
    if (!row.name().isEmpty()) {
      json.append(",\"name\":").append(JsonText.quote(row.name()));
    }
    if (!row.clientUrls().isEmpty()) {
      json.append(",\"clientURLs\":").append(list(row.clientUrls()));
    }
    return json.append('}').toString();
  }

  private static String list(Collection<String> texts) {
    return texts.stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]"));
  }
}
