package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.Printable;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// `fireweed get POINT KEY [--rev N]`.
final class GetVerb implements Action {
  private static final String DETAILS =
      """
      Shows one key as it stood at a revision.

      """
          + PastPoint.DETAILS
          + """

      JSON, stable: key, key_base64, create_revision, mod_revision, version, lease (hexadecimal, 0
      for none), value_bytes, value, value_base64. With --value-only the bytes of the value are
      written as they are, and nothing else.

      Exit codes: 0 found; 3 damaged; 4 the revision is compacted or still to come, or etcd runs on
      the db; 5 the key did not exist then, or no such file.

      Example: fireweed get backup.db /registry/secrets/prod/tls --rev 812345 --value-only
      """;

  private final LocalDisk disk = new LocalDisk();

  static Command command() {
    return new Command(
        "get",
        "POINT KEY",
        "Shows one key at any revision",
        DETAILS,
        List.of(
            PastPoint.revisionFlag(),
            Flag.onOff("value-only", "write the bytes of the value only"),
            PastPoint.hexFlag(),
            PastPoint.skipHashCheckFlag()),
        new Command.Body.Leaf(ArgumentCount.exactly(2), new GetVerb()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    WriteOut format = WriteOut.of(call);
    Bytes key = PastPoint.key(call, 1);
    PrintStream out = call.terminal().out();
    try (PastPoint point = PastPoint.open(disk, call, 0)) {
      KeyValue row =
          point
              .history()
              .find(key, point.revision())
              .orElseThrow(() -> absent(call, key, point.revision()));
      if (call.isOn("value-only")) {
        out.writeBytes(row.value().toArray());
        return ExitCode.DONE;
      }
      switch (format) {
        case TABLE -> print(row, out);
        case JSON -> {
          Json json = new Json().beginObject();
          KeyPrinter.describe(json, row);
          out.println(json.end());
        }
      }
    }
    return ExitCode.DONE;
  }

  private static NotFoundException absent(Invocation call, Bytes key, long revision) {
    return new NotFoundException(
        "key " + Printable.text(key) + ": expected at revision " + revision + ", found none",
        "see when it lived: fireweed log " + call.arguments().getFirst() + " KEY");
  }

  private static void print(KeyValue row, PrintStream out) {
    out.println("key       " + Printable.text(row.key()));
    out.println("created   revision " + row.createRevision());
    out.println("modified  revision " + row.modRevision());
    out.println("version   " + row.version());
    out.println("lease     " + KeyPrinter.lease(row.lease()));
    out.println("value     " + Printable.text(row.value()));
  }
}
