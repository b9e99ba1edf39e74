package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.Printable;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.history.KeyEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// `fireweed log POINT KEY`.
final class LogVerb implements Action {
  private static final String LINE = "%12s %-7s %8s %16s  %s%n";

  private static final String DETAILS =
      """
      Shows everything that happened to a key, oldest first: puts with their version and value, and
      the tombstones that end a generation. What a compaction took away is gone: the first line may
      not be the first event.

      """
          + PastPoint.DETAILS
          + """

      JSON, stable, one object an event: revision, sub, event (put or delete), key, key_base64; for
      a put also create_revision, mod_revision, version, lease (hexadecimal, 0 for none),
      value_bytes, value, value_base64.

      Exit codes: 0 found; 3 damaged; 4 etcd runs on the db; 5 the key is nowhere in the history, or
      no such file.

      Example: fireweed log backup.db /registry/secrets/prod/tls
      """;

  private final LocalDisk disk = new LocalDisk();

  static Command command() {
    return new Command(
        "log",
        "POINT KEY",
        "Shows the history of one key",
        DETAILS,
        List.of(PastPoint.hexFlag(), PastPoint.skipHashCheckFlag()),
        new Command.Body.Leaf(ArgumentCount.exactly(2), new LogVerb()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    WriteOut format = WriteOut.of(call);
    Bytes key = PastPoint.key(call, 1);
    PrintStream out = call.terminal().out();
    AtomicLong shown = new AtomicLong();
    try (PastPoint point = PastPoint.open(disk, call, 0)) {
      point
          .history()
          .compactRevision()
          .ifPresent(
              compacted ->
                  PastPoint.note(
                      call, "events below revision " + compacted + " may be compacted away"));
      point
          .history()
          .log(
              key,
              point.revision(),
              event -> {
                boolean first = shown.getAndIncrement() == 0;
                switch (format) {
                  case TABLE -> {
                    if (first) {
                      out.printf(LINE, "REVISION", "EVENT", "VERSION", "LEASE", "VALUE");
                    }
                    line(event, out);
                  }
                  case JSON -> out.println(json(event));
                }
              });
    }
    if (shown.get() == 0) {
      throw new NotFoundException(
          "key " + Printable.text(key) + ": expected in the history, found no event");
    }
    return ExitCode.DONE;
  }

  private static void line(KeyEvent event, PrintStream out) {
    switch (event) {
      case KeyEvent.Put(var revision, var row) ->
          out.printf(
              LINE,
              revision,
              "put",
              row.version(),
              KeyPrinter.lease(row.lease()),
              KeyPrinter.shortValue(row));
      case KeyEvent.Tombstone(var revision, _) -> out.printf("%12s delete%n", revision);
    }
  }

  private static Json json(KeyEvent event) {
    Json json = new Json().beginObject();
    json.name("revision").value(event.revision().main());
    json.name("sub").value(event.revision().sub());
    switch (event) {
      case KeyEvent.Put(_, var row) -> {
        json.name("event").value("put");
        KeyPrinter.describe(json, row);
      }
      case KeyEvent.Tombstone(_, var key) -> {
        json.name("event").value("delete");
        Printable.json(json, "key", key);
      }
    }
    return json.end();
  }
}
