package io.fireweed.it.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ProgramRun;
import io.fireweed.it.served.Differs;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// HTTP/1.1 on the port for clients: JSON, health, version, metrics.
@ParameterizedClass(name = "{0}")
@MethodSource("io.fireweed.it.served.Subject#all")
class GatewayIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Parameter Subject subject;

  @TempDir Path temporary;

  private Server server;

  @BeforeAll
  static void assumeTool() {
    ProgramRun found = ProgramRun.of(List.of("sh", "-c", "command -v curl"), Map.of(), LIMIT);
    Assumptions.assumeTrue(found.exitCode() == 0, "curl is not installed");
  }

  @BeforeEach
  void start() {
    server = subject.start(temporary.resolve("m1"), "--bcrypt-cost=4");
  }

  @AfterEach
  void end() {
    server.close();
  }

  /// {@return the status and the body without blanks}
  private String send(String path, String... words) {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-w", "\n%{http_code}"));
    command.addAll(List.of(words));
    command.add(server.url() + path);
    String answer = ProgramRun.of(command, Map.of(), LIMIT).requireSuccess().out();
    int end = answer.lastIndexOf('\n');
    return answer.substring(end + 1) + " " + answer.substring(0, end).replaceAll("\\s", "");
  }

  private String post(String path, String body) {
    return send(path, "--data-binary", body);
  }

  private String get(String path) {
    return send(path);
  }

  @Test
  void keysAreReadAndWritten() {
    assertThat(post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"MQ==\"}"))
        .startsWith("200 {\"header\":{\"cluster_id\":\"")
        .contains("\"revision\":\"2\"");
    assertThat(post("/v3/kv/range", "{\"key\":\"YQ==\"}"))
        .contains(
            "\"kvs\":[{\"key\":\"YQ==\",\"create_revision\":\"2\",\"mod_revision\":\"2\","
                + "\"version\":\"1\",\"value\":\"MQ==\"}],\"count\":\"1\"");
    // Both styles of names, numbers as texts or not, unknown fields.
    assertThat(
            post(
                "/v3/kv/range",
                "{\"key\":\"AA==\",\"rangeEnd\":\"AA==\",\"limit\":1,\"unknown\":[]}"))
        .contains("\"count\":\"1\"");
    assertThat(
            post(
                "/v3/kv/range",
                "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"sort_order\":\"DESCEND\"}"))
        .contains("\"count\":\"1\"");
    assertThat(
            post(
                "/v3/kv/txn",
                """
                {"compare":[{"target":"VALUE","key":"YQ==","value":"MQ=="}],
                 "success":[{"requestPut":{"key":"Yg==","value":"Mg=="}}]}
                """))
        .contains("\"succeeded\":true")
        .contains("\"response_put\":{");
    assertThat(post("/v3/kv/deleterange", "{\"key\":\"YQ==\"}")).contains("\"deleted\":\"1\"");
    assertThat(post("/v3/kv/compaction", "{\"revision\":\"3\"}")).startsWith("200 ");
  }

  @Test
  void everyServiceIsReached() {
    assertThat(post("/v3/lease/grant", "{\"TTL\":\"100\",\"ID\":\"7\"}"))
        .contains("\"ID\":\"7\"")
        .contains("\"TTL\":\"100\"");
    assertThat(post("/v3/lease/timetolive", "{\"ID\":\"7\"}")).contains("\"grantedTTL\":\"100\"");
    assertThat(post("/v3/lease/leases", "{}")).contains("\"leases\":[{\"ID\":\"7\"}]");
    assertThat(post("/v3/lease/keepalive", "{\"ID\":\"7\"}"))
        .startsWith("200 {\"result\":{\"header\":")
        .contains("\"TTL\":\"100\"");
    assertThat(post("/v3/lease/revoke", "{\"ID\":\"7\"}")).startsWith("200 ");
    assertThat(post("/v3/cluster/member/list", "{}")).contains("\"name\":\"m1\"");
    assertThat(post("/v3/maintenance/status", "{}")).contains("\"version\":\"3.");
    assertThat(post("/v3/maintenance/alarm", "{\"action\":\"GET\"}")).startsWith("200 ");
    assertThat(post("/v3/maintenance/defragment", "{}")).startsWith("200 ");
    assertThat(post("/v3/maintenance/snapshot", "{}").substring(0, 14))
        .isEqualTo("200 {\"result\":");
    assertThat(post("/v3/lock/lock", "{\"name\":\"bA==\"}")).contains("\"key\":\"");
    assertThat(post("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"x\"}"))
        .startsWith("200 ");
    post("/v3/auth/role/add", "{\"name\":\"root\"}");
    post("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
    assertThat(post("/v3/auth/enable", "{}")).startsWith("200 ");
    String token = post("/v3/auth/authenticate", "{\"name\":\"root\",\"password\":\"x\"}");
    token = token.replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
    String put = "{\"key\":\"YQ==\",\"value\":\"MQ==\"}";
    assertThat(post("/v3/kv/put", put)).startsWith("400 ").contains("username");
    assertThat(send("/v3/kv/put", "-H", "Authorization: " + token, "-d", put)).startsWith("200 ");
  }

  @Test
  void aWatchStreams() throws Exception {
    List<String> command =
        List.of(
            "curl",
            "-sN",
            "--data-binary",
            "{\"create_request\":{\"key\":\"YQ==\"}}",
            server.url() + "/v3/watch");
    Process curl = new ProcessBuilder(command).start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(curl.getInputStream(), UTF_8))) {
      assertThat(lines.readLine().replaceAll("\\s", "")).contains("\"created\":true");
      post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"MQ==\"}");
      assertThat(lines.readLine().replaceAll("\\s", ""))
          .startsWith("{\"result\":{\"header\":")
          .contains("\"events\":[{\"kv\":{\"key\":\"YQ==\"");
    } finally {
      curl.destroyForcibly();
    }
  }

  @Test
  void errorsHaveACodeAMessageAndAStatus() {
    String empty = post("/v3/kv/range", "{}");
    String expected =
        new Differs<>(
                Release.V3_5,
                "\"error\":\"etcdserver:keyisnotprovided\"",
                "{\"code\":3,\"message\":\"etcdserver:keyisnotprovided\"",
                "newer gateways dropped the field error, which only repeated the message")
            .at(server);
    assertThat(empty).startsWith("400 ").contains(expected).contains("\"code\":3");
    assertThat(post("/v3/kv/range", "{\"key\":\"YQ==\",\"revision\":99}"))
        .startsWith("400 ")
        .contains("\"code\":11");
    assertThat(post("/v3/lease/revoke", "{\"ID\":99}")).startsWith("404 ").contains("\"code\":5");
    assertThat(post("/v3/kv/range", "{nonsense")).startsWith("400 ").contains("\"code\":3");
    assertThat(post("/v3/kv/range", "{\"key\":\"!\"}")).startsWith("400 ").contains("\"code\":3");
    assertThat(post("/v3/nothing", "{}")).startsWith("404 ");
    assertThat(get("/v3/kv/range")).startsWith(isOld() ? "405" : "501");
  }

  private boolean isOld() {
    return server.release().isBefore(Release.V3_5);
  }

  @Test
  void healthVersionAndMetricsAreThere() {
    assertThat(get("/health")).startsWith("200 {\"health\":\"true\"");
    assertThat(get("/health?serializable=true")).startsWith("200 ");
    assertThat(post("/health", "")).startsWith("405 ");
    assertThat(get("/version"))
        .startsWith("200 {\"etcdserver\":\"3.")
        .contains("\"etcdcluster\":\"3.");
    assertThat(get("/metrics"))
        .contains("etcd_server_has_leader1")
        .contains("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.001\"}")
        .contains("grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Put\"");
    assertThat(get("/debug/vars")).startsWith("200 {");
    if (!isOld()) {
      assertThat(get("/livez")).isEqualTo("200 ok");
      assertThat(get("/readyz?verbose"))
          .startsWith("200 ")
          .contains("[+]data_corruptionok")
          .contains("[+]linearizable_readok");
    }
    assertThat(get("/v2/keys")).startsWith("404 ");
  }
}
