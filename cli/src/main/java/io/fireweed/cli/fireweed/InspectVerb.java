package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Json;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.snap.SnapFile;
import io.fireweed.recovery.inspect.Recognition;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// `fireweed inspect FILE`.
final class InspectVerb implements Action {
  private static final String DETAILS =
      """
      Shows what is inside a db, a db snapshot, a WAL segment, a WAL directory or a .snap file,
      told apart by content. A damaged file is a normal input: what can be read is shown, the rest
      is told as findings.

      A db: its metas, buckets and findings; --pages lists every page, --page N shows one with its
      elements and its bytes, --bucket NAME the rows of one bucket, decoded. A WAL: its segments,
      entries and findings; --records lists every record, log entries with what they ask for.
      Values and passwords are not shown, except by --page and --bucket.

      JSON, stable: one object: file, kind (db, wal-segment, wal-directory, raft-snapshot),
      findings[]. A db: size, page_size, free_pages, digest, metas[] {slot, valid, txid, root, hwm,
      reason}, buckets[] {name, rows, root}. A WAL: member, cluster, term, vote, commit, first_index,
      last_index, segments[] {file, size, end_offset, records}, snapshots[] {index, term}, whole.
      A .snap: index, term, voters[], learners[], data_bytes. With --pages, --bucket or --records one
      object a line: page, offset, use, type, count, pages, stated_id; or row; or file, offset, type,
      index, term, entry, text.

      Exit codes: 0 sound; 3 damaged, or not a file of etcd; 5 no such file.

      Example: fireweed inspect member/wal --records --limit 20
      """;

  private final LocalDisk disk = new LocalDisk();

  static Command command() {
    return new Command(
        "inspect",
        "FILE",
        "Shows pages, records and rows of any file of etcd",
        DETAILS,
        List.of(
            Flag.onOff("pages", "a db: list every page"),
            Flag.integer("page", -1, "a db: show one page"),
            Flag.string("bucket", "", "a db: show the rows of a bucket"),
            Flag.onOff("records", "a WAL: list every record"),
            Flag.uint("limit", 0, "stop after that many lines of a list, 0 for all")),
        new Command.Body.Leaf(ArgumentCount.exactly(1), new InspectVerb()));
  }

  @Override
  public ExitCode run(Invocation call) throws IOException {
    WriteOut format = WriteOut.of(call);
    Path path = call.pathArgument(0);
    Recognition.Kind kind = Recognition.of(disk, path);
    requireFlags(call, kind);
    boolean sound =
        switch (kind) {
          case DB -> new DbInspection(disk, path, format, call).run();
          case WAL_SEGMENT, WAL_DIRECTORY ->
              new WalInspection(disk, path, kind, format, call).run();
          case RAFT_SNAPSHOT -> raftSnapshot(path, format, call.terminal().out());
        };
    return sound ? ExitCode.DONE : ExitCode.DAMAGED;
  }

  private static void requireFlags(Invocation call, Recognition.Kind kind) {
    List<String> fitting =
        switch (kind) {
          case DB -> List.of("pages", "page", "bucket");
          case WAL_SEGMENT, WAL_DIRECTORY -> List.of("records");
          case RAFT_SNAPSHOT -> List.of();
        };
    List<String> given =
        List.of("pages", "page", "bucket", "records").stream().filter(call::isGiven).toList();
    for (String flag : given) {
      if (!fitting.contains(flag)) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--" + flag + " does not fit " + word(kind) + " " + call.pathArgument(0));
      }
    }
    if (given.size() > 1) {
      throw new CommandFailure(ExitCode.USAGE, "expected one of --" + String.join(", --", given));
    }
  }

  static String word(Recognition.Kind kind) {
    return switch (kind) {
      case DB -> "db";
      case WAL_SEGMENT -> "wal-segment";
      case WAL_DIRECTORY -> "wal-directory";
      case RAFT_SNAPSHOT -> "raft-snapshot";
    };
  }

  private boolean raftSnapshot(Path path, WriteOut format, PrintStream out) throws IOException {
    RaftSnapshot snapshot = SnapFile.read(disk, path);
    List<String> voters = hex(snapshot.confState().voters());
    List<String> learners = hex(snapshot.confState().learners());
    switch (format) {
      case TABLE -> {
        out.println("file      " + path);
        out.println("kind      raft-snapshot, checksum right");
        out.println("entry     " + snapshot.index() + ", term " + snapshot.term());
        out.println("voters    " + String.join(", ", voters));
        out.println("learners  " + String.join(", ", learners));
        out.println("data      " + snapshot.data().length() + " bytes of v2 store");
      }
      case JSON -> {
        Json json = new Json().beginObject().name("file").value(path.toString());
        json.name("kind").value(word(Recognition.Kind.RAFT_SNAPSHOT));
        json.name("index").value(snapshot.index()).name("term").value(snapshot.term());
        json.name("voters").beginArray();
        voters.forEach(json::value);
        json.end().name("learners").beginArray();
        learners.forEach(json::value);
        json.end().name("data_bytes").value(snapshot.data().length());
        out.println(json.name("findings").beginArray().end().end());
      }
    }
    return true;
  }

  private static List<String> hex(List<Long> ids) {
    return ids.stream().map(Long::toHexString).collect(Collectors.toList());
  }
}
