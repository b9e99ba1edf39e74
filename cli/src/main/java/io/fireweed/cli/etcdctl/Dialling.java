package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.ClientOptions;
import io.fireweed.client.Endpoint;
import io.fireweed.client.TlsFiles;
import io.fireweed.client.UserLogin;
import java.io.Console;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the global flags say to reach a cluster.
///
/// An endpoint with a scheme follows it. One without is reached over TLS when a certificate flag
/// is given, else in the clear.
final class Dialling {
  /// An endpoint and how it was written, which is how it is named in what is printed.
  record Place(String text, Endpoint endpoint) {}

  private Dialling() {}

  /// {@return the options of the client}
  ///
  /// @param callLimit how long a call may take
  static ClientOptions options(Invocation call, Duration callLimit) {
    return options(call, callLimit, places(call));
  }

  /// {@return the options of a client of these endpoints}
  static ClientOptions options(Invocation call, Duration callLimit, List<Place> places) {
    ClientOptions options =
        ClientOptions.of(places.stream().map(Place::endpoint).toList())
            .withCallLimit(atLeastSomething(callLimit))
            .withDialLimit(atLeastSomething(call.duration(GlobalFlags.DIAL_TIMEOUT)))
            .withTls(files(call));
    return login(call).map(options::withLogin).orElse(options);
  }

  /// {@return the endpoints of the flag, in its order}
  static List<Place> places(Invocation call) {
    if (!call.text(GlobalFlags.DISCOVERY).isEmpty()) {
      throw new CommandFailure(
          ExitCode.ETCD_BAD_CONNECTION, "--discovery-srv is not supported, name --endpoints");
    }
    boolean tls = isGiven(call, GlobalFlags.CACERT) || isGiven(call, GlobalFlags.CERT);
    List<Place> places = new ArrayList<>();
    for (String text : call.list(GlobalFlags.ENDPOINTS)) {
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

  private static TlsFiles files(Invocation call) {
    boolean certificate = isGiven(call, GlobalFlags.CERT);
    boolean key = isGiven(call, GlobalFlags.KEY);
    if (certificate != key) {
      throw new CommandFailure(
          ExitCode.ETCD_BAD_ARGUMENTS,
          certificate
              ? "empty string is passed to --key option"
              : "empty string is passed to --cert option");
    }
    TlsFiles files =
        isGiven(call, GlobalFlags.CACERT)
            ? TlsFiles.trusting(call.pathFlag(GlobalFlags.CACERT))
            : TlsFiles.system();
    if (certificate) {
      files = files.withIdentity(call.pathFlag(GlobalFlags.CERT), call.pathFlag(GlobalFlags.KEY));
    }
    return call.isOn(GlobalFlags.INSECURE_SKIP_TLS_VERIFY) ? files.withoutProof() : files;
  }

  private static Optional<UserLogin> login(Invocation call) {
    String user = call.text(GlobalFlags.USER);
    if (user.isEmpty()) {
      return Optional.empty();
    }
    if (isGiven(call, GlobalFlags.PASSWORD)) {
      return Optional.of(new UserLogin(user, call.text(GlobalFlags.PASSWORD)));
    }
    int colon = user.indexOf(':');
    if (colon >= 0) {
      return Optional.of(new UserLogin(user.substring(0, colon), user.substring(colon + 1)));
    }
    String password =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .flatMap(console -> Optional.ofNullable(console.readPassword("Password: ")))
            .map(String::new)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.ETCD_BAD_CONNECTION,
                        "no password for user "
                            + user
                            + ": give --user "
                            + user
                            + ":PASSWORD or --password"));
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
