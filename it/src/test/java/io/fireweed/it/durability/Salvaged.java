package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.cli.command.CommandLine;
import io.fireweed.cli.command.Dialect;
import io.fireweed.cli.command.Terminal;
import io.fireweed.cli.etcdutl.EtcdUtl;
import io.fireweed.cli.fireweed.Fireweed;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a salvage makes of the directory of a member that stands still.
final class Salvaged {
  private static final Pattern HASH = Pattern.compile("\\b(\\d+)\\b");

  private Salvaged() {}

  /// Stops the server, replays its log, and compares the hashes of the keyspace.
  static void equalsServed(Server server, Path temporary) throws IOException {
    int served;
    try (Client client = server.connect()) {
      served = client.hashKv(0).getHash();
    }
    server.stop();
    Path db = Files.createTempDirectory(temporary, "salvage").resolve("salvaged.db");
    run(
        new CommandLine(Fireweed.program(), Dialect.FIREWEED, Terminals.quiet()),
        List.of("salvage", server.dataDirectory().toString(), "--output", db.toString()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    run(
        new CommandLine(EtcdUtl.program(), Dialect.ETCD, Terminals.to(out)),
        List.of("hashkv", db.toString()));
    Matcher hash = HASH.matcher(out.toString(StandardCharsets.UTF_8));
    assertThat(hash.find()).as("%s", out).isTrue();
    assertThat(Integer.parseUnsignedInt(hash.group(1)))
        .as("hash of a salvage of %s", server.dataDirectory())
        .isEqualTo(served);
  }

  private static void run(CommandLine line, List<String> words) {
    assertThat(line.run(words.toArray(String[]::new))).as("%s", words).isZero();
  }

  private static final class Terminals {
    private Terminals() {}

    static Terminal quiet() {
      return to(new ByteArrayOutputStream());
    }

    static Terminal to(ByteArrayOutputStream out) {
      PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
      return new Terminal(stream, stream, false, Map.of());
    }
  }
}
