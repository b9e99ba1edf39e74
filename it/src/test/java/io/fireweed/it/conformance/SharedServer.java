package io.fireweed.it.conformance;

import io.fireweed.format.disk.LocalDisk;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that many tests use, each with keys of its own. It runs until the last test is over.
abstract class SharedServer {
  private static final Map<Kind, Client> RUNNING = new HashMap<>();
  private static final AtomicInteger TESTS = new AtomicInteger();

  final Client client;
  final Server server;
  private final String folder = "t" + TESTS.incrementAndGet() + "/";

  private record Kind(Subject subject, List<String> flags) {}

  /// @param flags of the server, which only tests with the same flags share
  SharedServer(Subject subject, String... flags) {
    this.client = running(new Kind(subject, List.of(flags)));
    this.server = client.server();
  }

  /// {@return a key of this test}
  String key(String name) {
    return folder + name;
  }

  /// {@return an id of a lease of this test}
  long lease(int number) {
    return TESTS.get() * 100L + number;
  }

  boolean isBefore(Release release) {
    return server.release().isBefore(release);
  }

  private static synchronized Client running(Kind kind) {
    return RUNNING.computeIfAbsent(kind, SharedServer::start);
  }

  private static Client start(Kind kind) {
    try {
      Path folder = Files.createTempDirectory("conformance");
      Server server =
          kind.subject().start(folder.resolve("m1"), kind.flags().toArray(String[]::new));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder)));
      return server.connect();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(Server server, Path folder) {
    server.close();
    try {
      new LocalDisk().deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
