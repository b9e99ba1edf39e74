package io.fireweed.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How to reach a cluster.
///
/// @param endpoints at least one; tried in this order
/// @param callLimit how long one call to one member may take
/// @param dialLimit how long making a connection may take
/// @param tls files for encrypted endpoints
/// @param login user to act as; absent where the cluster does not ask
/// @param token a token got elsewhere, sent with each call; empty for none
/// @param wires what holds for each connection
public record ClientOptions(
    List<Endpoint> endpoints,
    Duration callLimit,
    Duration dialLimit,
    TlsFiles tls,
    Optional<UserLogin> login,
    String token,
    Wires wires) {
  private static final Duration CALL_LIMIT_DEFAULT = Duration.ofSeconds(10);
  private static final Duration DIAL_LIMIT_DEFAULT = Duration.ofSeconds(10);

  /// What holds for each connection.
  ///
  /// @param pingAfter how long a silent connection with calls on it is left alone; zero for ever;
  ///     less than 10 s counts as 10 s
  /// @param pingLimit how long the answer to a ping may take
  /// @param sendLimitBytes the largest request
  /// @param receiveLimitBytes the largest answer
  public record Wires(
      Duration pingAfter, Duration pingLimit, int sendLimitBytes, int receiveLimitBytes) {
    private static final Duration PING_DEFAULT = Duration.ofSeconds(10);

    public Wires {
      if (sendLimitBytes <= 0 || receiveLimitBytes <= 0) {
        throw new IllegalArgumentException("limit of 0 bytes: expected more");
      }
    }

    /// {@return pings after 10 s, no limits in size}
    public static Wires unlimited() {
      return new Wires(PING_DEFAULT, PING_DEFAULT, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
  }

  public ClientOptions {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("no endpoint given");
    }
    if (callLimit.isNegative() || callLimit.isZero()) {
      throw new IllegalArgumentException("call limit " + callLimit + ": expected more than 0");
    }
    if (dialLimit.isNegative() || dialLimit.isZero()) {
      throw new IllegalArgumentException("dial limit " + dialLimit + ": expected more than 0");
    }
  }

  /// {@return options for the given endpoints; 10 s a call, which is longer than a server tries}
  public static ClientOptions of(String... endpoints) {
    return of(Arrays.stream(endpoints).map(Endpoint::parse).toList());
  }

  /// {@return options for the given endpoints; 10 s a call, which is longer than a server tries}
  public static ClientOptions of(List<Endpoint> endpoints) {
    return new ClientOptions(
        endpoints,
        CALL_LIMIT_DEFAULT,
        DIAL_LIMIT_DEFAULT,
        TlsFiles.system(),
        Optional.empty(),
        "",
        Wires.unlimited());
  }

  /// {@return the same with another limit a call}
  public ClientOptions withCallLimit(Duration limit) {
    return new ClientOptions(endpoints, limit, dialLimit, tls, login, token, wires);
  }

  /// {@return the same with another limit a connection}
  public ClientOptions withDialLimit(Duration limit) {
    return new ClientOptions(endpoints, callLimit, limit, tls, login, token, wires);
  }

  /// {@return the same with files for encrypted endpoints}
  public ClientOptions withTls(TlsFiles files) {
    return new ClientOptions(endpoints, callLimit, dialLimit, files, login, token, wires);
  }

  /// {@return the same as a user}
  public ClientOptions withLogin(UserLogin user) {
    return new ClientOptions(endpoints, callLimit, dialLimit, tls, Optional.of(user), token, wires);
  }

  /// {@return the same with a token got elsewhere}
  public ClientOptions withToken(String bearer) {
    return new ClientOptions(endpoints, callLimit, dialLimit, tls, login, bearer, wires);
  }

  /// {@return the same over other connections}
  public ClientOptions withWires(Wires other) {
    return new ClientOptions(endpoints, callLimit, dialLimit, tls, login, token, other);
  }
}
