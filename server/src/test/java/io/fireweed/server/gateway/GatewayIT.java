package io.fireweed.server.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonStreamParser;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.FreePorts;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.server.boot.RunningMember;
import io.fireweed.server.config.MemberConfig;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same requests to a real etcd's gateway and to a member's, one after another.
class GatewayIT {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// What two servers cannot agree on.
  private static final Set<String> OWN =
      Set.of(
          "cluster_id",
          "member_id",
          "raft_term",
          "memberID",
          "leader",
          "version",
          "storageVersion",
          "dbSize",
          "dbSizeInUse",
          "dbSizeQuota",
          "downgradeInfo",
          "raftIndex",
          "raftTerm",
          "raftAppliedIndex",
          "name",
          "peerURLs",
          "clientURLs",
          "token",
          "TTL",
          "blob",
          "remaining_bytes");

  private record Ask(String method, String path, String body) {}

  private static Ask ask(String path, String body) {
    return new Ask("POST", "/v3/" + path, body);
  }

  private static final List<Ask> TOUR =
      List.of(
          ask("kv/put", "{\"key\":\"YQ==\",\"value\":\"Yg\"}"),
          ask("kv/put", "{\"key\":\"-_8=\",\"value\":\"/w==\",\"prev_kv\":true,\"x\":{}}"),
          ask("kv/put", "{\"key\":\"YQ==\",\"value\":\"Yw==\",\"prevKv\":true}"),
          ask("kv/put", "{\"key\":\"!!\"}"),
          ask("kv/put", "{"),
          ask("kv/put", ""),
          ask("kv/put", "{}"),
          ask("kv/put", "{\"key\":\"YQ==\"}{\"key\":\"Yg==\"}"),
          ask("kv/put", "{\"key\":\"YQ==\",\"lease\":\"77\"}"),
          ask("kv/range", "{\"key\":\"YQ==\",\"limit\":\"99999999999999999999\"}"),
          ask("kv/range", "{\"key\":\"YQ==\",\"limit\":1.0,\"sort_order\":\"DESCEND\"}"),
          ask("kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"keys_only\":true}"),
          ask("kv/range", "{\"key\":\"AA==\",\"rangeEnd\":\"AA==\",\"countOnly\":true}"),
          ask("kv/range", "{\"key\":\"YQ==\",\"revision\":\"1000\"}"),
          ask("kv/range", "{\"key\":\"YQ==\",\"sort_target\":\"NONSENSE\"}"),
          ask("kv/range", "[1]"),
          ask("kv/range", "\"text\""),
          ask(
              "kv/txn",
              "{\"compare\":[{\"key\":\"YQ==\",\"target\":\"VERSION\",\"version\":\"3\",\"result\":0}],"
                  + "\"success\":[{\"requestPut\":{\"key\":\"Yg==\",\"value\":\"eA==\"}}],"
                  + "\"failure\":[{\"request_range\":{\"key\":\"YQ==\"}}]}"),
          ask("kv/txn", "{\"success\":[{\"request_txn\":{\"success\":[]}}]}"),
          ask("kv/txn", "{\"success\":[{}]}"),
          ask("kv/deleterange", "{\"key\":\"Yg==\",\"prev_kv\":true}"),
          ask("kv/compaction", "{\"revision\":\"3\",\"physical\":true}"),
          ask("kv/compaction", "{\"revision\":\"2\"}"),
          ask("kv/range", "{\"key\":\"YQ==\",\"revision\":\"2\"}"),
          ask("lease/grant", "{\"TTL\":\"100\",\"ID\":\"7\"}"),
          ask("lease/grant", "{\"TTL\":100,\"ID\":7}"),
          ask("kv/put", "{\"key\":\"bGVhc2Vk\",\"lease\":7}"),
          ask("lease/keepalive", "{\"ID\":7} {\"ID\":\"7\"}{\"ID\":8}"),
          ask("lease/timetolive", "{\"ID\":7,\"keys\":true}"),
          ask("kv/lease/timetolive", "{\"ID\":9}"),
          ask("lease/leases", "{}"),
          ask("kv/lease/revoke", "{\"ID\":7}"),
          ask("lease/revoke", "{\"ID\":7}"),
          ask("cluster/member/list", "{}"),
          ask("cluster/member/remove", "{\"ID\":\"1\"}"),
          ask("cluster/member/add", "{\"peerURLs\":[\"nonsense\"]}"),
          ask("maintenance/status", "{}"),
          ask("maintenance/alarm", "{\"action\":\"GET\"}"),
          ask("maintenance/alarm", "{\"action\":0,\"alarm\":\"NOSPACE\"}"),
          ask("maintenance/defragment", "{}"),
          ask("maintenance/transfer-leadership", "{\"targetID\":\"1\"}"),
          ask("auth/status", "{}"),
          ask("auth/enable", "{}"),
          ask("auth/authenticate", "{\"name\":\"a\",\"password\":\"b\"}"),
          ask("auth/user/add", "{\"name\":\"root\",\"password\":\"p\"}"),
          ask("auth/user/add", "{\"name\":\"root\",\"password\":\"p\"}"),
          ask("auth/role/add", "{\"name\":\"root\"}"),
          ask("auth/role/add", "{\"name\":\"reader\"}"),
          ask("auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}"),
          ask(
              "auth/role/grant",
              "{\"name\":\"reader\",\"perm\":{\"permType\":\"READWRITE\",\"key\":\"YQ==\"}}"),
          ask("auth/role/get", "{\"role\":\"reader\"}"),
          ask("auth/user/get", "{\"name\":\"root\"}"),
          ask("auth/user/list", "{}"),
          ask("auth/role/list", "{}"),
          ask("auth/role/get", "{\"role\":\"nobody\"}"),
          ask("lock/unlock", "{\"key\":\"bm8=\"}"),
          ask("election/leader", "{\"name\":\"bm8=\"}"),
          ask("election/proclaim", "{}"),
          new Ask("POST", "/v3/nope", "{}"),
          new Ask("GET", "/v3/kv/range", ""),
          new Ask("DELETE", "/v3/kv/range", ""),
          new Ask("POST", "/v3/kv/range/", "{}"),
          new Ask("POST", "/v3beta/kv/range", "{\"key\":\"YQ==\"}"),
          new Ask("GET", "/health", ""),
          new Ask("GET", "/health?serializable=true", ""),
          new Ask("POST", "/health", ""),
          new Ask("GET", "/livez", ""),
          new Ask("GET", "/livez?verbose", ""),
          new Ask("GET", "/livez/serializable_read", ""),
          new Ask("GET", "/readyz", ""),
          new Ask("GET", "/readyz/data_corruption?verbose", ""),
          new Ask("GET", "/readyz/nope", ""),
          new Ask("POST", "/readyz", ""),
          new Ask("POST", "/version", ""),
          new Ask("GET", "/", ""),
          new Ask("GET", "/v2/keys", ""),
          new Ask("OPTIONS", "/anything", ""));

  @Test
  void theMemberAnswersAsEtcdDoes(@TempDir Path directory) throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    int client = FreePorts.one();
    int peer = FreePorts.one();
    try (RealEtcd etcd = RealEtcd.start(programs, directory.resolve("theirs"));
        RunningMember member =
            RunningMember.start(
                new LocalDisk(),
                MemberConfig.of(
                    "--data-dir=" + directory.resolve("ours"),
                    "--listen-client-urls=http://127.0.0.1:" + client,
                    "--advertise-client-urls=http://127.0.0.1:" + client,
                    "--listen-peer-urls=http://127.0.0.1:" + peer,
                    "--initial-advertise-peer-urls=http://127.0.0.1:" + peer,
                    "--initial-cluster=default=http://127.0.0.1:" + peer))) {
      int port = ((InetSocketAddress) member.clientAddresses().getFirst()).getPort();
      String ours = "http://127.0.0.1:" + port;
      SoftAssertions differences = new SoftAssertions();
      for (Ask ask : TOUR) {
        HttpResponse<String> theirAnswer = send(etcd.clientUrl(), ask);
        HttpResponse<String> ourAnswer = send(ours, ask);
        String context = ask + "\ntheirs: " + theirAnswer.body() + "\nours: " + ourAnswer.body();
        differences
            .assertThat(ourAnswer.statusCode())
            .as(context)
            .isEqualTo(theirAnswer.statusCode());
        differences
            .assertThat(ourAnswer.headers().firstValue("content-type"))
            .as(context)
            .isEqualTo(theirAnswer.headers().firstValue("content-type"));
        differences
            .assertThat(comparable(ourAnswer.body()))
            .as(context)
            .isEqualTo(comparable(theirAnswer.body()));
      }
      differences.assertAll();
    }
  }

  private static HttpResponse<String> send(String root, Ask ask) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(root + ask.path()))
            .timeout(Duration.ofSeconds(60))
            .method(ask.method(), BodyPublishers.ofString(ask.body()))
            .build(),
        BodyHandlers.ofString());
  }

  /// {@return JSON values without what is a server's own, or the text if it is no JSON}
  private static Object comparable(String body) {
    if (!body.startsWith("{")) {
      return body;
    }
    JsonArray values = new JsonArray();
    new JsonStreamParser(body).forEachRemaining(values::add);
    strip(values);
    return JsonParser.parseString(values.toString());
  }

  private static void strip(JsonElement element) {
    if (element instanceof JsonArray array) {
      array.forEach(GatewayIT::strip);
    } else if (element instanceof JsonObject object) {
      if (object.has("peerURLs")) {
        object.remove("ID");
      }
      for (String name : Set.copyOf(object.keySet())) {
        JsonElement value = object.get(name);
        boolean parserWords =
            name.equals("message") && value.getAsString().matches("(?s)(proto|syntax|json|unex).*");
        if (parserWords) {
          object.addProperty(name, "the JSON cannot be read");
        } else if (OWN.contains(name) && value.isJsonPrimitive() || name.endsWith("URLs")) {
          object.addProperty(name, "of the server");
        } else {
          strip(value);
        }
      }
      OWN.forEach(
          name -> {
            if (!name.equals("version") && !name.equals("TTL")) {
              object.remove(name);
            }
          });
    }
  }
}
