package io.fireweed.server.door;

import io.fireweed.server.http.HttpAnswer;
import io.fireweed.server.http.HttpBody;
import io.fireweed.server.http.HttpHead;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every HTTP request passes before a route sees it: the host names allowed, the headers that
/// let web pages of other origins in, and `OPTIONS`.
///
/// @param port where it arrived
/// @param head of the request
/// @param exchange its answer
record WebAccess(Port port, HttpHead head, HttpExchange exchange) {
  private static final Logger log = LoggerFactory.getLogger(WebAccess.class);

  /// How the gateway's paths began in earlier releases.
  private static final List<String> OLDER = List.of("/v3beta/", "/v3alpha/");

  static WebAccess of(Port port, HttpHead head, HttpExchange exchange) {
    return new WebAccess(port, head, exchange);
  }

  HttpBody begin() {
    String host = hostname(head.header("host").orElse(""));
    if (!port.url().scheme().secure() && !port.web().allowsHost(host)) {
      log.atWarn()
          .addKeyValue("host", host)
          .log("rejecting HTTP request to prevent DNS rebinding attacks");
      return answer(HttpAnswer.error(421, unknownHost(host)));
    }
    if (port.web().allowsAllOrigins()) {
      allow("*");
    } else {
      head.header("origin").filter(port.web()::allowsOrigin).ifPresent(this::allow);
    }
    if (head.method().equals("OPTIONS")) {
      return answer(HttpAnswer.empty(200));
    }
    return port.routes().begin(inTodaysWords(head), exchange);
  }

  private HttpBody answer(HttpAnswer answer) {
    exchange.send(answer);
    return HttpBody.ignored();
  }

  private void allow(String origin) {
    exchange.standing("Access-Control-Allow-Headers", "accept, content-type, authorization");
    exchange.standing("Access-Control-Allow-Methods", "POST, GET, OPTIONS, PUT, DELETE");
    exchange.standing("Access-Control-Allow-Origin", origin);
  }

  private static String unknownHost(String host) {
    return "the request's Host header names \""
        + host
        + "\", which --host-whitelist does not list (see CVE-2018-5702)\n"
        + "hint: use TLS, or add the name: --host-whitelist \""
        + host
        + "\"";
  }

  private static HttpHead inTodaysWords(HttpHead head) {
    Optional<String> older = OLDER.stream().filter(head.path()::startsWith).findFirst();
    return older
        .map(prefix -> head.withPath("/v3/" + head.path().substring(prefix.length())))
        .orElse(head);
  }

  private static String hostname(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end > 0 ? host.substring(1, end) : host;
    }
    int colon = host.lastIndexOf(':');
    return colon >= 0 ? host.substring(0, colon) : host;
  }
}
