package io.fireweed.server.gateway;

import io.fireweed.server.http.HttpHead;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What of a request's headers a call is told.
///
/// | header | metadata |
/// |---|---|
/// | `Authorization` | `authorization` |
/// | `Grpc-Metadata-<name>` | `<name>`, if it is text |
/// | `Grpc-Timeout`, such as `5S` or `100m` | the call's deadline |
/// | always | `grpcgateway-accept`, which tells that the call came as JSON |
final class CallHeaders {
  private static final String METADATA = "grpc-metadata-";
  private static final int MAX_TIMEOUT_DIGITS = 8;

  private CallHeaders() {}

  static Metadata metadata(HttpHead head) throws BadJsonException {
    Metadata metadata = new Metadata();
    metadata.put(key("grpcgateway-accept"), head.header("accept").orElse("*/*"));
    Optional<String> agent = head.header("user-agent");
    agent.ifPresent(name -> metadata.put(key("grpcgateway-user-agent"), name));
    head.header("authorization").ifPresent(token -> metadata.put(key("authorization"), token));
    for (Map.Entry<String, List<String>> header : head.headers().entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(METADATA) && !name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        Metadata.Key<String> known = checkedKey(name.substring(METADATA.length()));
        header.getValue().forEach(value -> metadata.put(known, value));
      }
    }
    return metadata;
  }

  private static Metadata.Key<String> checkedKey(String name) throws BadJsonException {
    try {
      return key(name);
    } catch (IllegalArgumentException e) {
      throw new BadJsonException("header Grpc-Metadata-" + name + ": not a name of metadata");
    }
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  static CallOptions options(HttpHead head) throws BadJsonException {
    Optional<String> timeout = head.header("grpc-timeout");
    if (timeout.isEmpty()) {
      return CallOptions.DEFAULT;
    }
    String text = timeout.get();
    int digits = text.length() - 1;
    if (digits < 1 || digits > MAX_TIMEOUT_DIGITS) {
      throw new BadJsonException("invalid grpc-timeout: " + text);
    }
    try {
      long amount = Long.parseLong(text.substring(0, digits));
      return CallOptions.DEFAULT.withDeadlineAfter(amount, unit(text.charAt(digits)));
    } catch (IllegalArgumentException e) {
      throw new BadJsonException("invalid grpc-timeout: " + text);
    }
  }

  private static TimeUnit unit(char letter) {
    return switch (letter) {
      case 'H' -> TimeUnit.HOURS;
      case 'M' -> TimeUnit.MINUTES;
      case 'S' -> TimeUnit.SECONDS;
      case 'm' -> TimeUnit.MILLISECONDS;
      case 'u' -> TimeUnit.MICROSECONDS;
      case 'n' -> TimeUnit.NANOSECONDS;
      default -> throw new IllegalArgumentException("unit " + letter);
    };
  }
}
