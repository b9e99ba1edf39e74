package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Humanize;
import io.fireweed.cli.print.Json;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wal.LenientWal;
import io.fireweed.format.wal.LogPiece;
import io.fireweed.format.wal.SegmentReport;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.WalFinding;
import io.fireweed.format.wal.WalRecord;
import io.fireweed.format.wal.WalSurvey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.inspect.EntryWords;
import io.fireweed.recovery.inspect.Recognition;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// What `inspect` shows of a WAL.
final class WalInspection {
  private static final int MAX_FINDINGS = 50;
  private static final int MAX_ENTRY_BYTES = 64 << 20;

  private final LocalDisk disk;
  private final Path path;
  private final Recognition.Kind kind;
  private final WriteOut format;
  private final PrintStream out;
  private final boolean wantsRecords;
  private final long limit;
  private long shown;

  WalInspection(
      LocalDisk disk, Path path, Recognition.Kind kind, WriteOut format, Invocation call) {
    this.disk = disk;
    this.path = path;
    this.kind = kind;
    this.format = format;
    this.out = call.terminal().out();
    this.wantsRecords = call.isOn("records");
    this.limit = call.number("limit");
  }

  /// {@return whether nothing is damaged, torn or unproven}
  boolean run() throws IOException {
    WalSurvey survey =
        kind == Recognition.Kind.WAL_DIRECTORY
            ? LenientWal.scan(disk, path, this::take)
            : LenientWal.scanSegment(disk, path, this::take);
    if (!wantsRecords) {
      switch (format) {
        case TABLE -> print(survey);
        case JSON -> out.println(json(survey));
      }
    } else if (format == WriteOut.TABLE) {
      findings(survey);
    }
    return survey.isWhole();
  }

  private void take(WalRecord walRecord) {
    if (wantsRecords && (limit == 0 || shown < limit)) {
      shown++;
      switch (format) {
        case TABLE -> out.println(line(walRecord));
        case JSON -> out.println(json(walRecord));
      }
    }
  }

  private String line(WalRecord walRecord) {
    String place = "%10d  ".formatted(walRecord.place().offset());
    return place
        + switch (walRecord) {
          case WalRecord.MetadataRecord(_, _, var metadata) -> "metadata  " + metadata;
          case WalRecord.StateRecord(_, _, HardState state) ->
              "state     term %d, vote %x, commit %d"
                  .formatted(state.term(), state.vote(), state.commit());
          case WalRecord.CrcRecord(_, int crc) -> "crc       %08x".formatted(crc);
          case WalRecord.SnapshotRecord(_, _, SnapshotPoint point) -> "snapshot  " + point;
          case WalRecord.EntryRecord entry -> {
            EntryWords words = words(entry);
            yield "entry     %d term %d %s %s"
                .formatted(entry.index(), entry.term(), words.kind(), words.text())
                .stripTrailing();
          }
        };
  }

  private Json json(WalRecord walRecord) {
    Json json = new Json().beginObject();
    json.name("file").value(String.valueOf(walRecord.place().file().getFileName()));
    json.name("offset").value(walRecord.place().offset());
    switch (walRecord) {
      case WalRecord.MetadataRecord(_, _, var metadata) -> {
        json.name("type").value("metadata").name("member").value(hex(metadata.nodeId()));
        json.name("cluster").value(hex(metadata.clusterId()));
      }
      case WalRecord.StateRecord(_, _, HardState state) -> {
        json.name("type").value("state");
        state(json, state);
      }
      case WalRecord.CrcRecord(_, int crc) ->
          json.name("type").value("crc").name("crc").value(Integer.toUnsignedLong(crc));
      case WalRecord.SnapshotRecord(_, _, SnapshotPoint point) -> {
        json.name("type").value("snapshot");
        json.name("index").value(point.index()).name("term").value(point.term());
      }
      case WalRecord.EntryRecord entry -> {
        EntryWords words = words(entry);
        json.name("type").value("entry");
        json.name("index").value(entry.index()).name("term").value(entry.term());
        json.name("entry").value(words.kind()).name("text").value(words.text());
      }
    }
    return json.end();
  }

  /// Entry data lies in the file; it was verified a moment ago.
  private EntryWords words(WalRecord.EntryRecord entry) {
    if (entry.dataLength() > MAX_ENTRY_BYTES) {
      return new EntryWords("unreadable", entry.dataLength() + " bytes");
    }
    byte[] data = new byte[(int) entry.dataLength()];
    try (DiskFile file = disk.openRead(entry.place().file())) {
      file.readFully(ByteBuffer.wrap(data), entry.dataOffset());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return EntryWords.of(new Entry(entry.term(), entry.index(), entry.type(), Bytes.of(data)));
  }

  private void print(WalSurvey survey) {
    out.println("file      " + path);
    out.println("kind      " + InspectVerb.word(kind));
    survey.metadata().ifPresent(metadata -> out.println("owner     " + metadata));
    survey
        .hardState()
        .ifPresent(
            state ->
                out.println(
                    "state     term %d, vote %x, commit %d"
                        .formatted(state.term(), state.vote(), state.commit())));
    for (SegmentReport segment : survey.segments()) {
      out.println(
          "segment   "
              + segment.file().getFileName()
              + ": "
              + Humanize.count(segment.recordCount(), "record")
              + " up to offset "
              + segment.endOffset()
              + " of "
              + segment.size());
    }
    for (LogPiece piece : survey.pieces()) {
      out.println(
          "log       "
              + piece
              + " ("
              + piece.beginning().name().toLowerCase(Locale.ROOT)
              + piece.base().map(base -> " after " + base).orElse("")
              + ")");
    }
    survey.snapshots().forEach(point -> out.println("snapshot  " + point));
    findings(survey);
    out.println("verdict   " + (survey.isWhole() ? "whole" : "not whole"));
  }

  private void findings(WalSurvey survey) {
    survey.worstFirst().stream()
        .limit(MAX_FINDINGS)
        .forEach(finding -> out.println("found     " + describe(finding)));
  }

  private static String describe(WalFinding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT) + ": " + finding.message();
  }

  private Json json(WalSurvey survey) {
    Json json = new Json().beginObject().name("file").value(path.toString());
    json.name("kind").value(InspectVerb.word(kind));
    survey
        .metadata()
        .ifPresent(
            metadata -> {
              json.name("member").value(hex(metadata.nodeId()));
              json.name("cluster").value(hex(metadata.clusterId()));
            });
    Optional<HardState> hardState = survey.hardState();
    hardState.ifPresent(state -> state(json, state));
    json.name("first_index").value(survey.log().firstIndex());
    json.name("last_index").value(survey.log().lastIndex());
    json.name("segments").beginArray();
    for (SegmentReport segment : survey.segments()) {
      json.beginObject().name("file").value(segment.file().toString());
      json.name("size").value(segment.size()).name("end_offset").value(segment.endOffset());
      json.name("records").value(segment.recordCount()).end();
    }
    json.end().name("snapshots").beginArray();
    for (SnapshotPoint point : survey.snapshots()) {
      json.beginObject().name("index").value(point.index());
      json.name("term").value(point.term()).end();
    }
    json.end().name("findings").beginArray();
    survey.worstFirst().forEach(finding -> json.value(describe(finding)));
    return json.end().name("whole").value(survey.isWhole()).end();
  }

  private static void state(Json json, HardState state) {
    json.name("term").value(state.term()).name("vote").value(hex(state.vote()));
    json.name("commit").value(state.commit());
  }

  private static String hex(long id) {
    return Long.toHexString(id);
  }
}
