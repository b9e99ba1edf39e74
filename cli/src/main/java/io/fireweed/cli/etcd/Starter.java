package io.fireweed.cli.etcd;

import io.fireweed.format.fault.UnsupportedException;
import io.fireweed.server.config.MemberConfig;
import java.io.IOException;

/// Starts the member that a configuration describes.
final class Starter {
  private Starter() {}

  @SuppressWarnings("DoNotCallSuggester")
  static RunningProgram start(MemberConfig config) throws IOException {
    throw new UnsupportedException("member " + config.name() + " cannot be started yet");
  }
}
