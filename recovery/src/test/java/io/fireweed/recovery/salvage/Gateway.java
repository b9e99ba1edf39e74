package io.fireweed.recovery.salvage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes to a real etcd over its JSON gateway, quickly enough to be a load.
final class Gateway implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final Duration limit;

  Gateway(Duration limit) {
    this.limit = limit;
  }

  /// Puts one pair, or several in one transaction. {@return whether etcd acknowledged it}
  boolean write(String clientUrl, Map<String, String> pairs) throws InterruptedException {
    if (pairs.size() == 1) {
      return post(
              clientUrl + "/v3/kv/put",
              pairs.entrySet().stream().map(Gateway::put).toList().getFirst())
          .contains("revision");
    }
    String operations =
        pairs.entrySet().stream()
            .map(pair -> "{\"request_put\":" + put(pair) + "}")
            .collect(Collectors.joining(","));
    return post(clientUrl + "/v3/kv/txn", "{\"success\":[" + operations + "]}")
        .contains("\"succeeded\":true");
  }

  boolean isLeader(String clientUrl) throws InterruptedException {
    String status = post(clientUrl + "/v3/maintenance/status", "{}");
    return field(status, "leader").equals(field(status, "member_id"));
  }

  private static String field(String json, String name) {
    int at = json.indexOf("\"" + name + "\":\"");
    return at < 0 ? "no " + name : json.substring(at + name.length() + 4).split("\"", 2)[0];
  }

  private String post(String url, String body) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(limit)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      HttpResponse<String> answer =
          http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return answer.statusCode() == 200 ? answer.body() : "";
    } catch (IOException unanswered) {
      return "";
    }
  }

  private static String put(Map.Entry<String, String> pair) {
    return "{\"key\":\""
        + base64(pair.getKey())
        + "\",\"value\":\""
        + base64(pair.getValue())
        + "\"}";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
