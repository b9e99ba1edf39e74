package io.fireweed.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Eventually;
import io.fireweed.server.door.OpenPort;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final String HEADER =
      "\"header\":{\"cluster_id\":\"1\",\"member_id\":\"2\",\"revision\":\"3\"}";

  private static HttpResponse<String> post(OpenPort port, String path, String body)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.number() + path))
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void anAnswerIsJsonInTheProtocolsNames() throws Exception {
    try (OpenPort port = OpenPort.plain()) {
      for (String root : List.of("/v3/", "/v3beta/", "/v3alpha/")) {
        HttpResponse<String> put =
            post(port, root + "kv/put", "{\"key\":\"_-8\",\"value\":\"Yg==\",\"nobody\":[{}]}");
        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(put.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(put.body()).isEqualTo("{" + HEADER + "}");
        String range = "{\"key\":\"/+8=\",\"limit\":\"7\",\"sortOrder\":1,\"sort_target\":\"MOD\"}";
        assertThat(post(port, root + "kv/range", range).body())
            .isEqualTo(
                "{"
                    + HEADER
                    + ",\"kvs\":[{\"key\":\"/+8=\",\"version\":\"1\",\"value\":\"Yg==\"}],"
                    + "\"count\":\"1\"}");
      }
    }
  }

  @Test
  void whatCannotBeReadIsCode3() throws Exception {
    try (OpenPort port = OpenPort.plain()) {
      for (String body :
          List.of(
              "{",
              "garbage",
              "[]",
              "{\"key\":\"!!\"}",
              "{\"key\":7}",
              "{\"limit\":\"99999999999999999999\"}",
              "{\"limit\":1.5}",
              "{\"key\":" + "[".repeat(200_000))) {
        HttpResponse<String> answer = post(port, "/v3/kv/range", body);
        assertThat(answer.statusCode()).as(body.substring(0, 1)).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"code\":3,\"message\":\"");
      }
      assertThat(post(port, "/v3/kv/put", "").body())
          .isEqualTo("{\"code\":3,\"message\":\"etcdserver: key is not provided\"}");
      assertThat(post(port, "/v3/kv/put", "{\"key\":\"YQ==\"}{\"key\":").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void whatIsNestedTooDeepIsToldWithoutTheParser() throws Exception {
    try (OpenPort port = OpenPort.plain()) {
      for (int depth : List.of(100, 254)) {
        String body = "{\"nobody\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"key\":\"YQ==\"}";
        assertThat(post(port, "/v3/kv/put", body).statusCode()).as("depth " + depth).isEqualTo(200);
      }
      for (int depth : List.of(255, 256, 1_000, 9_999, 10_000, 100_000)) {
        String body = "{\"nobody\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
        for (String path : List.of("/v3/kv/put", "/v3/kv/txn", "/v3/watch")) {
          assertThat(post(port, path, body).body())
              .as("depth " + depth)
              .contains("\"code\":3,\"message\":\"exceeded max depth\"");
        }
      }
      String txn = "{\"success\":[{\"request_txn\":".repeat(60) + "{" + "}]}".repeat(60) + "}";
      for (String body : List.of(txn, "garbage", "{\"key\":7}", "{\"key\"", "[1]", "{\"a\":tru}")) {
        assertThat(post(port, "/v3/kv/txn", body).body())
            .as(body)
            .doesNotContain("google", "Exception");
      }
    }
  }

  @Test
  void pathsAndMethodsThatAreNotThereAreTold() throws Exception {
    try (OpenPort port = OpenPort.plain()) {
      HttpResponse<String> unknown = post(port, "/v3/nope", "{}");
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(unknown.body()).isEqualTo("{\"code\":5,\"message\":\"Not Found\"}");
      URI range = URI.create("http://127.0.0.1:" + port.number() + "/v3/kv/range");
      HttpResponse<String> get =
          HTTP.send(HttpRequest.newBuilder(range).GET().build(), BodyHandlers.ofString());
      assertThat(get.statusCode()).isEqualTo(501);
      assertThat(get.body()).isEqualTo("{\"code\":12,\"message\":\"Method Not Allowed\"}");
      HttpResponse<String> absent = post(port, "/v3/kv/compaction", "{}");
      assertThat(absent.statusCode()).isEqualTo(501);
    }
  }

  @Test
  void aMessageThatIsTooLongIsCode8() throws Exception {
    try (OpenPort port = OpenPort.plain()) {
      for (int valueBytes : List.of(3_000_000, 9_000_000)) {
        String value = Base64.getEncoder().encodeToString(new byte[valueBytes]);
        HttpResponse<String> answer =
            post(port, "/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"" + value + "\"}");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body())
            .startsWith("{\"code\":8,\"message\":\"grpc: received message larger than max (")
            .endsWith(" vs. 2097152)\"}");
      }
    }
  }

  @Test
  void everyValueOfABodyIsAMessageOfTheStream() throws Exception {
    try (OpenPort port = OpenPort.plain()) {
      HttpResponse<String> answer =
          post(port, "/v3/lease/keepalive", "{\"ID\":7} {\"ID\":\"8\"}{\"ID\":9}");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo(
              "{\"result\":{"
                  + HEADER
                  + ",\"ID\":\"7\",\"TTL\":\"60\"}}\n{\"result\":{"
                  + HEADER
                  + ",\"ID\":\"8\",\"TTL\":\"60\"}}\n{\"result\":{"
                  + HEADER
                  + ",\"ID\":\"9\",\"TTL\":\"60\"}}\n");
      HttpResponse<String> refused = post(port, "/v3/lease/keepalive", "{\"ID\":-1}");
      assertThat(refused.statusCode()).isEqualTo(404);
      assertThat(refused.body())
          .isEqualTo(
              "{\"error\":{\"code\":5,\"message\":\"etcdserver: requested lease not found\"}}\n");
      assertThat(post(port, "/v3/lease/keepalive", "nonsense").statusCode()).isEqualTo(400);
    }
  }

  /// The connection stays open until the body has ended: the client was told of no close, so its
  /// next request may be on the way.
  @Test
  void anAnswerThatIsCompleteBeforeItsBodyKeepsTheConnection() throws Exception {
    try (OpenPort port = OpenPort.plain();
        Socket socket = new Socket("127.0.0.1", port.number())) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      String keepAlive = "POST /v3/lease/keepalive HTTP/1.1\r\nHost: a\r\n";
      out.write(ascii(keepAlive + "Transfer-Encoding: chunked\r\n\r\na\r\n{\"ID\": -1}\r\n"));
      String first = readUntil(in, "\r\n0\r\n\r\n");
      assertThat(first).contains("404").doesNotContainIgnoringCase("connection: close");
      out.write(ascii("9\r\n{\"ID\": 1}\r\n0\r\n\r\n"));
      out.write(ascii(keepAlive + "Content-Length: 8\r\n\r\n{\"ID\":9}"));
      assertThat(readUntil(in, "\r\n0\r\n\r\n"))
          .startsWith("HTTP/1.1 200")
          .contains("\"ID\":\"9\"");
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String readUntil(InputStream in, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("the connection ended after: " + read);
      }
      read.append((char) octet);
    }
    return read.toString();
  }

  /// The body goes on while the answer comes.
  @Test
  void aWatchIsAConversation() throws Exception {
    try (OpenPort port = OpenPort.plain();
        Socket socket = new Socket("127.0.0.1", port.number())) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      out.write(
          "POST /v3/watch HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      for (int watch = 0; watch < 3; watch++) {
        String request = "{\"create_request\":{\"key\":\"YQ==\"}}";
        out.write(
            (Integer.toHexString(request.length()) + "\r\n" + request + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String line = in.readLine();
        while (!line.startsWith("{")) {
          line = in.readLine();
        }
        assertThat(line).startsWith("{\"result\":").contains("\"created\":true");
      }
      assertThat(port.services().openWatches()).isEqualTo(1);
      socket.close();
      Eventually.within(
          Duration.ofSeconds(60),
          () -> "the watch of a client that is gone is still open",
          () -> port.services().openWatches() == 0);
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsUpItsStream() throws Exception {
    try (OpenPort port = OpenPort.plain();
        Socket socket = new Socket("127.0.0.1", port.number())) {
      socket
          .getOutputStream()
          .write(
              "POST /v3/maintenance/snapshot HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
                  .getBytes(StandardCharsets.US_ASCII));
      Eventually.within(
          Duration.ofSeconds(60),
          () -> "nothing sent",
          () -> port.services().snapshotChunksSent() > 0);
      Thread.sleep(1_000);
      assertThat(port.services().snapshotChunksSent()).isLessThan(500);
    }
    try (OpenPort port = OpenPort.plain()) {
      HttpResponse<String> whole = post(port, "/v3/maintenance/snapshot", "{}");
      assertThat(whole.body().lines().count()).isEqualTo(1_000);
    }
  }
}
