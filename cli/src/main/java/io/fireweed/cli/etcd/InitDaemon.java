package io.fireweed.cli.etcd;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the service manager how far the member is, as `sd_notify` does.
///
/// The manager names a datagram socket in `NOTIFY_SOCKET`; what starts with `@` is a name without a
/// file. Without the variable nothing is told.
final class InitDaemon {
  private static final Logger LOG = LoggerFactory.getLogger(InitDaemon.class);

  private final Optional<String> socket;

  private InitDaemon(Optional<String> socket) {
    this.socket = socket;
  }

  static InitDaemon in(Map<String, String> environment) {
    return new InitDaemon(
        Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(name -> !name.isEmpty()));
  }

  void tellReady() {
    if (socket.isEmpty()) {
      return;
    }
    LOG.atInfo().log("notifying init daemon");
    if (tell("READY=1")) {
      LOG.atInfo().log("successfully notified init daemon");
    }
  }

  void tellStopping() {
    tell("STOPPING=1");
  }

  private boolean tell(String state) {
    if (socket.isEmpty()) {
      return false;
    }
    if (!Platform.isLinux()) {
      LOG.atWarn().addKeyValue("os", Platform.system()).log("no init daemon to notify here");
      return false;
    }
    String failure = Posix.send(socket.get(), state.getBytes(StandardCharsets.US_ASCII));
    if (failure.isEmpty()) {
      return true;
    }
    LOG.atError()
        .addKeyValue("socket", socket.get())
        .addKeyValue("error", failure)
        .log("failed to notify init daemon");
    return false;
  }
}
