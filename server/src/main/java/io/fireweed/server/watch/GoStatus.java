package io.fireweed.server.watch;

import io.fireweed.api.error.EtcdError;
import java.util.Locale;

/// An error as Go's gRPC prints it, which is what etcd gives for a reason.
final class GoStatus {
  private GoStatus() {}

  static String render(EtcdError error) {
    return "rpc error: code = " + name(error) + " desc = " + error.text();
  }

  /// {@return the code in Go's spelling: `PERMISSION_DENIED` is `PermissionDenied`}
  private static String name(EtcdError error) {
    StringBuilder name = new StringBuilder();
    for (String word : error.code().name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }
}
