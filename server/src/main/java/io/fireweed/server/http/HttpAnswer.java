package io.fireweed.server.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// A whole answer: status, headers and body.
public final class HttpAnswer {
  /// What the member's plain texts are declared as.
  public static final String PLAIN = "text/plain; charset=utf-8";

  /// What the member's JSON is declared as.
  public static final String JSON = "application/json";

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /// {@return an answer of text}
  public static HttpAnswer of(int status, String contentType, String text) {
    return new HttpAnswer(
        status, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
  }

  /// {@return an answer of bytes, which now belong to it}
  public static HttpAnswer of(int status, String contentType, byte[] body) {
    return new HttpAnswer(status, Map.of("Content-Type", contentType), body);
  }

  /// {@return an error in Go's manner: a line of plain text that no browser may take for a page}
  public static HttpAnswer error(int status, String line) {
    return of(status, PLAIN, line + "\n").with("X-Content-Type-Options", "nosniff");
  }

  /// {@return what an unknown path is answered with}
  public static HttpAnswer notFound() {
    return error(404, "404 page not found");
  }

  /// {@return what another method than `allowed` is answered with}
  public static HttpAnswer methodNotAllowed(String allowed) {
    return error(405, "Method Not Allowed").with("Allow", allowed);
  }

  /// {@return an answer without a body}
  public static HttpAnswer empty(int status) {
    return new HttpAnswer(status, Map.of(), new byte[0]);
  }

  /// {@return this answer with one more header}
  public HttpAnswer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpAnswer(status, more, body);
  }

  /// {@return the status code}
  public int status() {
    return status;
  }

  /// {@return the headers}
  public Map<String, String> headers() {
    return Map.copyOf(headers);
  }

  /// {@return the body, a copy}
  public byte[] body() {
    return body.clone();
  }
}
