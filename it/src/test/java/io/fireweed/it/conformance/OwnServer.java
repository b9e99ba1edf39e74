package io.fireweed.it.conformance;

import io.fireweed.it.served.Client;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A new server for every test.
abstract class OwnServer {
  private final Subject subject;
  private final String[] flags;

  @TempDir Path temporary;

  Server server;
  Client client;

  OwnServer(Subject subject, String... flags) {
    this.subject = subject;
    this.flags = flags.clone();
  }

  @BeforeEach
  void start() {
    server = subject.start(temporary.resolve("m1"), flags);
    client = server.connect();
  }

  @AfterEach
  void end() {
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  /// Stops the server and starts it again; the client is a new one.
  void restart() {
    client.close();
    server.stop();
    server.restart();
    client = server.connect();
  }

  boolean isBefore(Release release) {
    return server.release().isBefore(release);
  }
}
