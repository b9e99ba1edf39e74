package io.fireweed.server.door;

import io.fireweed.server.config.MemberUrl;
import java.util.List;
import java.util.Optional;

/// Everything a member's client ports are told.
///
/// @param clientUrls `--listen-client-urls`: gRPC, and HTTP too unless `httpUrls` are given
/// @param httpUrls `--listen-client-http-urls`: HTTP without gRPC
/// @param metricsUrls `--listen-metrics-urls`: metrics and health alone
/// @param tls for the URLs that say `https` or `unixs`
/// @param limits of every connection
/// @param web of HTTP
/// @param reuse what a new socket may share with others
/// @param eventLoops the number of network threads
public record DoorOptions(
    List<MemberUrl> clientUrls,
    List<MemberUrl> httpUrls,
    List<MemberUrl> metricsUrls,
    Optional<TlsOptions> tls,
    ConnectionLimits limits,
    WebRules web,
    SocketReuse reuse,
    int eventLoops) {
  /// `--socket-reuse-port` and `--socket-reuse-address`.
  public enum SocketReuse {
    NONE,
    ADDRESS,
    PORT,
    BOTH;

    boolean ofAddress() {
      return this == ADDRESS || this == BOTH;
    }

    boolean ofPort() {
      return this == PORT || this == BOTH;
    }
  }

  public DoorOptions {
    clientUrls = List.copyOf(clientUrls);
    httpUrls = List.copyOf(httpUrls);
    metricsUrls = List.copyOf(metricsUrls);
    if (eventLoops < 1) {
      throw new IllegalArgumentException("event loops: expected at least 1, found " + eventLoops);
    }
  }

  /// {@return one plain or TLS port with etcd's defaults}
  public static DoorOptions of(String url, Optional<TlsOptions> tls) {
    return new DoorOptions(
        List.of(MemberUrl.parse(url)),
        List.of(),
        List.of(),
        tls,
        ConnectionLimits.defaults(),
        WebRules.open(),
        SocketReuse.NONE,
        defaultEventLoops());
  }

  /// {@return a number of network threads that suits this machine}
  public static int defaultEventLoops() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
  }

  /// {@return the same with other limits}
  public DoorOptions withLimits(ConnectionLimits other) {
    return new DoorOptions(clientUrls, httpUrls, metricsUrls, tls, other, web, reuse, eventLoops);
  }

  /// {@return the same with other rules for the web}
  public DoorOptions withWeb(WebRules other) {
    return new DoorOptions(
        clientUrls, httpUrls, metricsUrls, tls, limits, other, reuse, eventLoops);
  }

  /// {@return the same with more ports}
  public DoorOptions with(List<MemberUrl> http, List<MemberUrl> metrics) {
    return new DoorOptions(clientUrls, http, metrics, tls, limits, web, reuse, eventLoops);
  }
}
