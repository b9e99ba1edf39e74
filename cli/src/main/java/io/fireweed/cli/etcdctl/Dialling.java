package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.ClientOptions;
import io.fireweed.client.Endpoint;
import io.fireweed.client.TlsFiles;
import io.fireweed.client.UserLogin;
import java.io.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the flags say to reach a cluster.
///
/// An endpoint with a scheme follows it. One without is reached over TLS when a certificate flag
/// is given or `--insecure-transport=false`, else in the clear.
final class Dialling {
  /// An endpoint and how it was written, which is how it is named in what is printed.
  record Place(String text, Endpoint endpoint) {}

  /// Which flags speak of a cluster: what stands before the name of each of them.
  private enum Side {
    SOURCE(""),
    DESTINATION("dest-");

    private final String prefix;

    Side(String prefix) {
      this.prefix = prefix;
    }

    String flag(String name) {
      return prefix + name;
    }
  }

  private static final int REQUEST_BYTES_DEFAULT = 2 << 20;

  private Dialling() {}

  /// {@return the options of a client of these endpoints}
  ///
  /// @param callLimit how long a call may take
  static ClientOptions options(Invocation call, Duration callLimit, List<Place> places) {
    return options(call, Side.SOURCE, callLimit, places).withWires(wires(call));
  }

  /// {@return the options of a client of the cluster that `--dest-` flags speak of}
  static ClientOptions destination(Invocation call, String endpoint) {
    List<Place> places =
        List.of(new Place(endpoint, endpoint(endpoint, isTls(call, Side.DESTINATION))));
    Duration limit = call.duration(GlobalFlags.COMMAND_TIMEOUT);
    return options(call, Side.DESTINATION, limit, places).withWires(wires(call));
  }

  private static ClientOptions options(
      Invocation call, Side side, Duration callLimit, List<Place> places) {
    ClientOptions options =
        ClientOptions.of(places.stream().map(Place::endpoint).toList())
            .withCallLimit(atLeastSomething(callLimit))
            .withDialLimit(atLeastSomething(call.duration(GlobalFlags.DIAL_TIMEOUT)))
            .withTls(files(call, side));
    Optional<UserLogin> login = login(call, side);
    if (side == Side.SOURCE && isGiven(call, GlobalFlags.AUTH_JWT_TOKEN)) {
      if (login.isPresent()) {
        throw new CommandFailure(
            ExitCode.ETCD_BAD_ARGUMENTS,
            "`--user` and `--auth-jwt-token` cannot be set at the same time, choose one");
      }
      return options.withToken(call.text(GlobalFlags.AUTH_JWT_TOKEN));
    }
    return login.map(options::withLogin).orElse(options);
  }

  private static ClientOptions.Wires wires(Invocation call) {
    return new ClientOptions.Wires(
        call.duration(GlobalFlags.KEEPALIVE_TIME),
        call.duration(GlobalFlags.KEEPALIVE_TIMEOUT),
        bytes(call, GlobalFlags.MAX_REQUEST_BYTES, REQUEST_BYTES_DEFAULT),
        bytes(call, GlobalFlags.MAX_RECV_BYTES, Integer.MAX_VALUE));
  }

  private static int bytes(Invocation call, String flag, int fallback) {
    long bytes = call.number(flag);
    return bytes <= 0 ? fallback : (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /// {@return the endpoints of the flag, in its order, or those that are found by their domain}
  static List<Place> places(Invocation call) {
    boolean tls = isTls(call, Side.SOURCE);
    List<String> texts =
        isGiven(call, GlobalFlags.DISCOVERY)
            ? SrvRecords.endpoints(
                call.text(GlobalFlags.DISCOVERY),
                call.text(GlobalFlags.DISCOVERY_NAME),
                call.isOn(GlobalFlags.INSECURE_DISCOVERY)
                    ? SrvRecords.Wanted.ALL
                    : SrvRecords.Wanted.ENCRYPTED)
            : call.list(GlobalFlags.ENDPOINTS);
    List<Place> places = new ArrayList<>();
    for (String text : texts) {
      places.add(new Place(text.strip(), endpoint(text.strip(), tls)));
    }
    if (places.isEmpty()) {
      throw new CommandFailure(ExitCode.ETCD_BAD_CONNECTION, "etcdclient: no available endpoints");
    }
    return places;
  }

  static Endpoint endpoint(String text, boolean tls) {
    boolean bare = !text.contains("://");
    try {
      return Endpoint.parse((bare ? tls ? "https://" : "http://" : "") + text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.ETCD_BAD_CONNECTION, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isTls(Invocation call, Side side) {
    return isGiven(call, side.flag(GlobalFlags.CACERT))
        || isGiven(call, side.flag(GlobalFlags.CERT))
        || !call.isOn(side.flag(GlobalFlags.INSECURE_TRANSPORT));
  }

  private static TlsFiles files(Invocation call, Side side) {
    String certificate = call.text(side.flag(GlobalFlags.CERT));
    String key = call.text(side.flag(GlobalFlags.KEY));
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new CommandFailure(
          ExitCode.ETCD_BAD_ARGUMENTS,
          "KeyFile and CertFile must both be present[key: " + key + ", cert: " + certificate + "]");
    }
    TlsFiles files =
        isGiven(call, side.flag(GlobalFlags.CACERT))
            ? TlsFiles.trusting(file(call, side.flag(GlobalFlags.CACERT)))
            : TlsFiles.system();
    if (!certificate.isEmpty()) {
      files =
          files.withIdentity(
              file(call, side.flag(GlobalFlags.CERT)), file(call, side.flag(GlobalFlags.KEY)));
    }
    boolean skips = side == Side.SOURCE && call.isOn(GlobalFlags.INSECURE_SKIP_TLS_VERIFY);
    return skips ? files.withoutProof() : files;
  }

  private static Path file(Invocation call, String flag) {
    Path file = call.pathFlag(flag);
    if (!Files.isReadable(file)) {
      throw new CommandFailure(
          ExitCode.ETCD_BAD_ARGUMENTS,
          "open "
              + file
              + (Files.exists(file) ? ": permission denied" : ": no such file or directory"));
    }
    return file;
  }

  private static Optional<UserLogin> login(Invocation call, Side side) {
    String user = call.text(side.flag(GlobalFlags.USER));
    if (user.isEmpty()) {
      return Optional.empty();
    }
    if (isGiven(call, side.flag(GlobalFlags.PASSWORD))) {
      return Optional.of(new UserLogin(user, call.text(side.flag(GlobalFlags.PASSWORD))));
    }
    int colon = user.indexOf(':');
    if (colon >= 0) {
      return Optional.of(new UserLogin(user.substring(0, colon), user.substring(colon + 1)));
    }
    String prompt = side == Side.SOURCE ? "Password: " : "Destination Password: ";
    String password =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .flatMap(console -> Optional.ofNullable(console.readPassword(prompt)))
            .map(String::new)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.ETCD_BAD_CONNECTION,
                        "no password for user "
                            + user
                            + ": give --"
                            + side.flag(GlobalFlags.USER)
                            + " "
                            + user
                            + ":PASSWORD or --"
                            + side.flag(GlobalFlags.PASSWORD)));
    return Optional.of(new UserLogin(user, password));
  }

  private static boolean isGiven(Invocation call, String flag) {
    return !call.text(flag).isEmpty();
  }

  /// A limit of nothing fails every call, as it does in etcd's tool.
  private static Duration atLeastSomething(Duration limit) {
    return limit.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : limit;
  }
}
