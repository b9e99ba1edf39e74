package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Json;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.recovery.doctor.Complaint;
import io.fireweed.recovery.doctor.Diagnosis;
import io.fireweed.recovery.doctor.Doctor;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// `fireweed doctor DIR`.
final class DoctorVerb implements Action {
  private static final String DETAILS =
      """
      Looks at the data directory of a member that does not start, or that nobody trusts, and says
      what is wrong with it, what follows from that, and what to type next. Looks at names and modes,
      the db and its rows, the log, the .snap files, and whether they fit together. Changes nothing.

      DAMAGE: a member does not start on it, or would lose or block writes. WARNING: a member starts;
      somebody should look. NOTE: normal, but good to know.

      The verdict is impaired where a member starts though something is damaged or missing, as after
      a power cut.

      JSON, stable: dir, verdict (healthy, impaired, damaged, in-use), complaints[] {cause, severity
      (damage, warning, note), message, next}; next is left out where there is nothing to do.

      Exit codes: 0 healthy or impaired; 3 damaged; 4 etcd runs on the directory; 5 not a data directory.

      Example: fireweed doctor /var/lib/etcd
      """;

  private final LocalDisk disk = new LocalDisk();

  static Command command() {
    return new Command(
        "doctor",
        "DIR",
        "Says what is wrong with a data directory",
        DETAILS,
        List.of(Flag.string("wal-dir", "", "the WAL directory, if it is elsewhere")),
        new Command.Body.Leaf(ArgumentCount.exactly(1), new DoctorVerb()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    WriteOut format = WriteOut.of(call);
    MemberDir place =
        call.text("wal-dir").isEmpty()
            ? MemberDir.of(call.pathArgument(0))
            : MemberDir.of(call.pathArgument(0), call.pathFlag("wal-dir"));
    Diagnosis diagnosis = Doctor.examine(disk, place);
    PrintStream out = call.terminal().out();
    switch (format) {
      case TABLE -> print(diagnosis, out);
      case JSON -> out.println(json(diagnosis));
    }
    return switch (diagnosis.verdict()) {
      case HEALTHY, IMPAIRED -> ExitCode.DONE;
      case DAMAGED -> ExitCode.DAMAGED;
      case IN_USE -> ExitCode.REFUSED;
    };
  }

  private static void print(Diagnosis diagnosis, PrintStream out) {
    out.println("directory  " + diagnosis.place().dataDir());
    for (Complaint complaint : diagnosis.complaints()) {
      out.println(
          complaint.severity().name()
              + "  "
              + complaint.cause().word()
              + ": "
              + complaint.message());
      complaint.next().ifPresent(next -> out.println("  next: " + next));
    }
    out.println("verdict    " + word(diagnosis));
  }

  private static Json json(Diagnosis diagnosis) {
    Json json = new Json().beginObject();
    json.name("dir").value(diagnosis.place().dataDir().toString());
    json.name("verdict").value(word(diagnosis));
    json.name("complaints").beginArray();
    for (Complaint complaint : diagnosis.complaints()) {
      json.beginObject().name("cause").value(complaint.cause().word());
      json.name("severity").value(complaint.severity().name().toLowerCase(Locale.ROOT));
      json.name("message").value(complaint.message());
      complaint.next().ifPresent(next -> json.name("next").value(next));
      json.end();
    }
    return json.end().end();
  }

  private static String word(Diagnosis diagnosis) {
    return diagnosis.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
