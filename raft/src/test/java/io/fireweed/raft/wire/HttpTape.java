package io.fireweed.raft.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The requests and answers of one recorded HTTP/1.1 connection, bodies without their chunks.
final class HttpTape {
  /// One request and the body of its answer if that was a success; bodies end where the recording
  /// does.
  record Exchange(String method, String path, byte[] request, byte[] response) {}

  private record Part(String start, byte[] body) {}

  private final byte[] bytes;
  private int position;

  private HttpTape(byte[] bytes) {
    this.bytes = bytes;
  }

  /// {@return the exchanges; none of a connection that is not HTTP/1.1}
  static List<Exchange> exchanges(RecordingProxy.Recording recording) {
    HttpTape requests = new HttpTape(recording.sent());
    HttpTape responses = new HttpTape(recording.received());
    List<Exchange> found = new ArrayList<>();
    while (true) {
      Optional<Part> request = requests.next();
      if (request.isEmpty() || !request.get().start.endsWith(" HTTP/1.1")) {
        return found;
      }
      String[] words = request.get().start.split(" ", -1);
      byte[] answer =
          responses
              .next()
              .filter(part -> part.start.startsWith("HTTP/1.1 200"))
              .map(Part::body)
              .orElse(new byte[0]);
      found.add(new Exchange(words[0], words[1], request.get().body, answer));
    }
  }

  private Optional<Part> next() {
    Optional<String> start = line();
    if (start.isEmpty()) {
      return Optional.empty();
    }
    boolean isChunked = false;
    int length = 0;
    while (true) {
      Optional<String> header = line();
      if (header.isEmpty()) {
        return Optional.empty();
      }
      String text = header.get().toLowerCase(Locale.ROOT);
      if (text.isEmpty()) {
        break;
      }
      isChunked |= text.equals("transfer-encoding: chunked");
      if (text.startsWith("content-length:")) {
        length = Integer.parseInt(text.substring("content-length:".length()).strip());
      }
    }
    return Optional.of(new Part(start.get(), isChunked ? chunks() : take(length)));
  }

  private byte[] chunks() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      Optional<String> size = line();
      if (size.isEmpty()) {
        return body.toByteArray();
      }
      byte[] chunk = take(Integer.parseInt(size.get(), 16));
      body.writeBytes(chunk);
      line();
      if (chunk.length == 0) {
        return body.toByteArray();
      }
    }
  }

  private byte[] take(int length) {
    int end = Math.min(bytes.length, position + length);
    byte[] taken = Arrays.copyOfRange(bytes, position, end);
    position = end;
    return taken;
  }

  /// {@return the next line without its end; none if the recording ends before that}
  private Optional<String> line() {
    for (int i = position; i + 1 < bytes.length; i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
        String line = new String(bytes, position, i - position, StandardCharsets.ISO_8859_1);
        position = i + 2;
        return Optional.of(line);
      }
    }
    position = bytes.length;
    return Optional.empty();
  }
}
