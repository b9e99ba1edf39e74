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
import io.fireweed.format.schema.KeyValue;
import io.fireweed.recovery.history.KeyDifference;
import io.fireweed.recovery.history.Moment;
import io.fireweed.recovery.history.MomentDiff;
import io.fireweed.storage.mvcc.KeyRange;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// `fireweed diff POINT POINT [PREFIX]`.
final class DiffVerb implements Action {
  private static final String DETAILS =
      """
      Compares two moments key by key, in key order: + only in the second, - only in the first,
      ~ in both with different values. Keys with one value but other revisions, version or lease are
      counted, and listed as = with --touched. Two moments of one file are FILE@rev:A and
      FILE@rev:B.

      """
          + PastPoint.DETAILS
          + """

      JSON, stable, one object a key: difference (added, removed, changed, touched), key, key_base64,
      before and after (create_revision, mod_revision, version, lease, value_bytes, value,
      value_base64) as far as the key is there; then one object: before_revision, after_revision,
      added, removed, changed, touched, same.

      Exit codes: 0 compared, different or not; 3 damaged; 4 a revision is compacted or still to
      come, or etcd runs on the db; 5 no such file.

      Example: fireweed diff backup.db@rev:812000 backup.db@rev:812345 /registry/
      """;

  private final LocalDisk disk = new LocalDisk();

  static Command command() {
    return new Command(
        "diff",
        "POINT POINT [PREFIX]",
        "Compares the keys of two moments",
        DETAILS,
        List.of(
            Flag.onOff("touched", "list keys too of which only revision, version or lease differ"),
            PastPoint.hexFlag(),
            PastPoint.skipHashCheckFlag()),
        new Command.Body.Leaf(new ArgumentCount.Between(2, 3), new DiffVerb()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    WriteOut format = WriteOut.of(call);
    KeyRange range = KeyRange.ofPrefix(PastPoint.prefix(call, 2));
    PrintStream out = call.terminal().out();
    boolean withTouched = call.isOn("touched");
    try (PastPoint before = PastPoint.open(disk, call, 0);
        PastPoint after = PastPoint.open(disk, call, 1);
        Moment first = before.history().at(before.revision(), range);
        Moment second = after.history().at(after.revision(), range)) {
      MomentDiff counts =
          MomentDiff.compare(
              first,
              second,
              difference -> {
                if (withTouched || !(difference instanceof KeyDifference.Touched)) {
                  switch (format) {
                    case TABLE -> print(difference, out);
                    case JSON -> out.println(json(difference));
                  }
                }
              });
      switch (format) {
        case TABLE -> summary(counts, out);
        case JSON -> out.println(json(counts, before.revision(), after.revision()));
      }
    }
    return ExitCode.DONE;
  }

  private static void print(KeyDifference difference, PrintStream out) {
    switch (difference) {
      case KeyDifference.Added(KeyValue after) -> out.println("+ " + line(after));
      case KeyDifference.Removed(KeyValue before) -> out.println("- " + line(before));
      case KeyDifference.Changed(KeyValue before, KeyValue after) ->
          out.println("~ " + line(before) + " -> " + moment(after));
      case KeyDifference.Touched(KeyValue before, KeyValue after) ->
          out.println("= " + line(before) + " -> " + moment(after));
    }
  }

  private static String line(KeyValue row) {
    return Printable.text(row.key()) + "  " + moment(row);
  }

  private static String moment(KeyValue row) {
    return "[" + row.modRevision() + "] " + KeyPrinter.shortValue(row);
  }

  private static void summary(MomentDiff counts, PrintStream out) {
    out.println(
        counts.added()
            + " added, "
            + counts.removed()
            + " removed, "
            + counts.changed()
            + " changed, "
            + counts.touched()
            + " with one value and other revisions, "
            + counts.same()
            + " the same");
  }

  private static Json json(KeyDifference difference) {
    Json json = new Json().beginObject();
    switch (difference) {
      case KeyDifference.Added(KeyValue after) -> {
        begin(json, "added", after);
        side(json, "after", after);
      }
      case KeyDifference.Removed(KeyValue before) -> {
        begin(json, "removed", before);
        side(json, "before", before);
      }
      case KeyDifference.Changed(KeyValue before, KeyValue after) ->
          both(json, "changed", before, after);
      case KeyDifference.Touched(KeyValue before, KeyValue after) ->
          both(json, "touched", before, after);
    }
    return json.end();
  }

  private static void both(Json json, String word, KeyValue before, KeyValue after) {
    begin(json, word, before);
    side(json, "before", before);
    side(json, "after", after);
  }

  private static void begin(Json json, String word, KeyValue row) {
    json.name("difference").value(word);
    Printable.json(json, "key", row.key());
  }

  private static void side(Json json, String name, KeyValue row) {
    json.name(name).beginObject();
    KeyPrinter.describeState(json, row);
    json.end();
  }

  private static Json json(MomentDiff counts, long beforeRevision, long afterRevision) {
    return new Json()
        .beginObject()
        .name("before_revision")
        .value(beforeRevision)
        .name("after_revision")
        .value(afterRevision)
        .name("added")
        .value(counts.added())
        .name("removed")
        .value(counts.removed())
        .name("changed")
        .value(counts.changed())
        .name("touched")
        .value(counts.touched())
        .name("same")
        .value(counts.same())
        .end();
  }
}
