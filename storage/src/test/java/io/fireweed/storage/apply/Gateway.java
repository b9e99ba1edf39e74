package io.fireweed.storage.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.fireweed.api.rpc.InternalRaftRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Sends requests to a member through its JSON gateway.
final class Gateway {
  private final String url;

  Gateway(String url) {
    this.url = url;
  }

  /// {@return whether the member carried the request out}
  boolean send(InternalRaftRequest request) throws IOException {
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

  /// Sends a request. {@return the answer in `response`, or the error that came instead}
  Optional<String> ask(String path, Message request, Message.Builder response) throws IOException {
    Reply reply = exchange(path, request);
    Map<?, ?> object = JsonMessage.read(reply.text().strip());
    if (reply.code() != 200) {
      return Optional.of(String.valueOf(object.get("message")));
    }
    JsonMessage.merge(object, response);
    return Optional.empty();
  }

  private boolean post(String path, Message message) throws IOException {
    Reply reply = exchange(path, message);
    if (reply.code() == 404 && !reply.text().contains("etcdserver")) {
      throw new IOException(path + ": " + reply.text());
    }
    return reply.code() == 200;
  }

  private record Reply(int code, String text) {}

  private Reply exchange(String path, Message message) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + path).toURL().openConnection();
    connection.setDoOutput(true);
    connection.getOutputStream().write(json(message).getBytes(StandardCharsets.UTF_8));
    int code = connection.getResponseCode();
    try (InputStream body =
        code < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Reply(code, new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
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
}
