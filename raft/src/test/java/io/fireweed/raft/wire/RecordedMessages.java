package io.fireweed.raft.wire;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.raft.message.FlatMessage;
import io.fireweed.raft.message.PeerMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A few messages of every kind that real members sent, one a line: `kind: hexadecimal bytes`.
final class RecordedMessages {
  /// How the kinds of entries begin that were sent without a message.
  static final String ENTRY = "entry ";

  private static final int KEPT_OF_EACH_KIND = 3;

  /// Of messages that are larger, one of a kind is kept.
  private static final int LARGE_BYTES = 1000;

  private RecordedMessages() {}

  /// One kept message.
  record Recorded(String kind, Bytes bytes) {
    @Override
    public String toString() {
      return kind + ", " + bytes.length() + " bytes";
    }
  }

  /// {@return the messages kept of that version, for instance `3.4.23`}
  static List<Recorded> of(String version) {
    try (InputStream in = RecordedMessages.class.getResourceAsStream(fileName(version))) {
      if (in == null) {
        throw new IllegalArgumentException("no messages of " + version);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(": ", 2))
          .map(parts -> new Recorded(parts[0], Bytes.fromHex(parts[1])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("messages of " + version, e);
    }
  }

  private static String fileName(String version) {
    return "messages-" + version + ".txt";
  }

  /// {@return etcd's name of the kind, and what the message carries}
  static String kind(PeerMessage message) {
    FlatMessage flat = message.flat();
    return flat.type().label()
        + (flat.isRejected() ? " rejected" : "")
        + (flat.entries().isEmpty() ? "" : " with entries")
        + (flat.context().isEmpty() ? "" : " with context");
  }

  /// Keeps the shortest messages and entries of each kind, of different lengths where there are
  /// such.
  static void write(Path directory, String version, PeerTape tape) throws IOException {
    Map<String, List<Bytes>> kept = new TreeMap<>();
    Origin origin = new Origin("recording", 0);
    for (Bytes bytes : shortestFirst(tape.messages())) {
      keep(kept, kind(MessageCodec.decode(bytes.segment(), origin)), bytes);
    }
    for (Bytes bytes : shortestFirst(tape.entries())) {
      keep(kept, ENTRY + EntryCodec.decode(bytes.segment(), origin).type(), bytes);
    }
    StringBuilder text = new StringBuilder();
    kept.forEach(
        (kind, list) ->
            list.forEach(
                bytes -> text.append(kind).append(": ").append(bytes.toHex()).append('\n')));
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(fileName(version)), text, StandardCharsets.UTF_8);
  }

  private static List<Bytes> shortestFirst(List<Bytes> all) {
    return all.stream().sorted(Comparator.comparingInt(Bytes::length)).toList();
  }

  private static void keep(Map<String, List<Bytes>> kept, String kind, Bytes bytes) {
    List<Bytes> sofar = kept.computeIfAbsent(kind, _ -> new ArrayList<>());
    boolean isFirst = sofar.isEmpty();
    boolean isOther = !isFirst && sofar.getLast().length() < bytes.length();
    if (isFirst || isOther && sofar.size() < KEPT_OF_EACH_KIND && bytes.length() < LARGE_BYTES) {
      sofar.add(bytes);
    }
  }
}
