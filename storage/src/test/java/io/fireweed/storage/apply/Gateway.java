package io.fireweed.storage.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.fireweed.api.rpc.InternalRaftRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// Sends requests to a member through its JSON gateway.
final class Gateway implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  Gateway(String url) {
    this.url = url;
  }

  /// {@return whether the member carried the request out}
  boolean send(InternalRaftRequest request) throws IOException, InterruptedException {
    if (request.hasPut()) {
      return post("/v3/kv/put", request.getPut());
    }
    if (request.hasDeleteRange()) {
      return post("/v3/kv/deleterange", request.getDeleteRange());
    }
    if (request.hasTxn()) {
      return post("/v3/kv/txn", request.getTxn());
    }
    if (request.hasCompaction()) {
      return post("/v3/kv/compaction", request.getCompaction());
    }
    if (request.hasLeaseGrant()) {
      return post("/v3/lease/grant", request.getLeaseGrant());
    }
    if (request.hasLeaseRevoke()) {
      return post("/v3/kv/lease/revoke", request.getLeaseRevoke());
    }
    return post("/v3/maintenance/alarm", request.getAlarm());
  }

  private boolean post(String path, Message message) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .POST(HttpRequest.BodyPublishers.ofString(json(message)))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() == 404 && !response.body().contains("etcdserver")) {
      throw new IOException(path + ": " + response.body());
    }
    return response.statusCode() == 200;
  }

  private static String json(Message message) {
    return message.getAllFields().entrySet().stream()
        .map(
            field ->
                "\"" + field.getKey().getName() + "\":" + value(field.getKey(), field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String value(FieldDescriptor field, Object value) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(item -> value(field, item))
          .collect(Collectors.joining(",", "[", "]"));
    }
    return switch (value) {
      case Message message -> json(message);
      case ByteString bytes ->
          "\"" + Base64.getEncoder().encodeToString(bytes.toByteArray()) + "\"";
      case EnumValueDescriptor number -> Integer.toString(number.getNumber());
      case Boolean flag -> flag.toString();
      default -> "\"" + value + "\"";
    };
  }

  @Override
  public void close() {
    http.close();
  }
}
