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
import io.fireweed.recovery.history.Moment;
import io.fireweed.recovery.history.MomentCursor;
import io.fireweed.storage.mvcc.KeyRange;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// `fireweed ls POINT [PREFIX] [--rev N]`.
final class LsVerb implements Action {
  private static final String LINE = "%12s %8s %10s  %s%n";

  private static final String DETAILS =
      """
      Lists the keys that lived at a revision, in key order: the revision of their last change, how
      often they were written since they were created, the size of the value, the key.

      """
          + PastPoint.DETAILS
          + """

      JSON, stable, one object a key: key, key_base64, create_revision, mod_revision, version, lease
      (hexadecimal, 0 for none), value_bytes; with --values also value, value_base64.

      Exit codes: 0 done, even if there is no key; 3 damaged; 4 the revision is compacted or still
      to come, or etcd runs on the db; 5 no such file.

      Example: fireweed ls backup.db /registry/secrets/ --rev 812345
      """;

  private final LocalDisk disk = new LocalDisk();

  static Command command() {
    return new Command(
        "ls",
        "POINT [PREFIX]",
        "Lists the keys at any revision",
        DETAILS,
        List.of(
            PastPoint.revisionFlag(),
            Flag.uint("limit", 0, "stop after that many keys, 0 for all"),
            Flag.onOff("values", "show the values too"),
            PastPoint.hexFlag(),
            PastPoint.skipHashCheckFlag()),
        new Command.Body.Leaf(new ArgumentCount.Between(1, 2), new LsVerb()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    WriteOut format = WriteOut.of(call);
    KeyRange range = KeyRange.ofPrefix(PastPoint.prefix(call, 1));
    long limit = call.number("limit");
    PrintStream out = call.terminal().out();
    try (PastPoint point = PastPoint.open(disk, call, 0);
        Moment moment = point.history().at(point.revision(), range)) {
      MomentCursor keys = moment.cursor();
      long shown = 0;
      for (; isWanted(shown, limit, out) && keys.next(); shown++) {
        switch (format) {
          case TABLE -> {
            if (shown == 0) {
              out.printf(LINE, "MOD REVISION", "VERSION", "BYTES", "KEY");
            }
            line(keys, call.isOn("values"), out);
          }
          case JSON -> out.println(json(keys, call.isOn("values")));
        }
      }
      if (shown == 0) {
        PastPoint.note(call, "no key at revision " + point.revision() + " in that range");
      }
    }
    return ExitCode.DONE;
  }

  /// Nothing is shown to a reader that went away; how the program ends then is decided outside.
  private static boolean isWanted(long shown, long limit, PrintStream out) {
    return (limit == 0 || shown < limit) && !out.checkError();
  }

  private static void line(MomentCursor keys, boolean withValues, PrintStream out) {
    String key = Printable.text(keys.key());
    String shown = withValues ? key + " = " + Printable.text(keys.row().value()) : key;
    out.printf(LINE, keys.modRevision(), keys.version(), keys.value().byteSize(), shown);
  }

  private static Json json(MomentCursor keys, boolean withValues) {
    Json json = new Json().beginObject();
    if (withValues) {
      KeyPrinter.describe(json, keys.row());
      return json.end();
    }
    Printable.json(json, "key", keys.key());
    json.name("create_revision").value(keys.createRevision());
    json.name("mod_revision").value(keys.modRevision());
    json.name("version").value(keys.version());
    json.name("lease").value(KeyPrinter.lease(keys.lease()));
    return json.name("value_bytes").value(keys.value().byteSize()).end();
  }
}
