package io.fireweed.raft.message;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.util.List;
import java.util.stream.Collectors;

/// The words in which traces show what a raft group holds, the same as etcd's.
public final class Describe {
  private Describe() {}

  /// {@return a member, in hexadecimal, or one of its own threads}
  public static String target(long id) {
    if (id == Message.NOBODY) {
      return "None";
    }
    if (id == Message.APPEND_THREAD) {
      return "AppendThread";
    }
    return id == Message.APPLY_THREAD ? "ApplyThread" : Long.toHexString(id);
  }

  /// {@return the message, with its entries, snapshot and responses on lines of their own}
  public static String message(Message message) {
    StringBuilder text = new StringBuilder();
    message(text, message.flat(), "");
    return text.toString();
  }

  private static void message(StringBuilder text, FlatMessage flat, String indent) {
    text.append(indent).append(target(flat.from())).append("->").append(target(flat.to()));
    text.append(' ').append(flat.type().label());
    text.append(" Term:").append(Long.toUnsignedString(flat.term()));
    text.append(" Log:").append(Long.toUnsignedString(flat.logTerm()));
    text.append('/').append(Long.toUnsignedString(flat.index()));
    if (flat.isRejected()) {
      String hint = Long.toUnsignedString(flat.rejectHint());
      text.append(" Rejected (Hint: ").append(hint).append(')');
    }
    if (flat.commit() != 0) {
      text.append(" Commit:").append(Long.toUnsignedString(flat.commit()));
    }
    if (flat.vote() != 0) {
      text.append(" Vote:").append(Long.toUnsignedString(flat.vote()));
    }
    entries(text, flat.entries(), indent);
    flat.snapshot()
        .ifPresent(
            found ->
                text.append('\n').append(indent).append("  Snapshot: ").append(snapshot(found)));
    if (!flat.responses().isEmpty()) {
      text.append(" Responses:[");
      for (Message response : flat.responses()) {
        text.append('\n');
        message(text, response.flat(), indent + "  ");
      }
      text.append('\n').append(indent).append(']');
    }
  }

  private static void entries(StringBuilder text, List<Entry> entries, String indent) {
    if (entries.isEmpty()) {
      return;
    }
    text.append(" Entries:[");
    if (entries.size() == 1) {
      text.append(entry(entries.getFirst())).append(']');
      return;
    }
    for (Entry entry : entries) {
      text.append('\n').append(indent).append("  ").append(entry(entry));
    }
    text.append('\n').append(indent).append(']');
  }

  /// {@return `term/index type data`}
  public static String entry(Entry entry) {
    String head =
        Long.toUnsignedString(entry.term()) + "/" + Long.toUnsignedString(entry.index()) + " ";
    return switch (entry.type()) {
      case NORMAL -> head + "EntryNormal " + quoted(entry.data());
      case CONF_CHANGE -> head + "EntryConfChange" + changes(entry);
      case CONF_CHANGE_V2 -> head + "EntryConfChangeV2" + changes(entry);
    };
  }

  private static String changes(Entry entry) {
    try {
      return changes(entry.type() == EntryType.CONF_CHANGE ? v1(entry) : v2(entry));
    } catch (CorruptException unreadable) {
      return " unreadable: " + unreadable.getMessage();
    }
  }

  private static List<ConfChangeV2.Single> v1(Entry entry) {
    ConfChange change = ConfChange.decode(entry.data().segment(), new Origin("entry", 0));
    return List.of(new ConfChangeV2.Single(change.type(), change.nodeId()));
  }

  private static List<ConfChangeV2.Single> v2(Entry entry) {
    return ConfChangeV2.decode(entry.data().segment(), new Origin("entry", 0)).changes();
  }

  private static String changes(List<ConfChangeV2.Single> changes) {
    return changes.stream().map(change -> " " + change(change)).collect(Collectors.joining());
  }

  /// {@return `v` voter, `l` learner, `r` removed or `u` updated, and the member}
  public static String change(ConfChangeV2.Single change) {
    String letter =
        switch (change.type()) {
          case ADD_NODE -> "v";
          case ADD_LEARNER_NODE -> "l";
          case REMOVE_NODE -> "r";
          case UPDATE_NODE -> "u";
        };
    return letter + Long.toUnsignedString(change.nodeId());
  }

  public static String hardState(HardState state) {
    String vote = state.vote() == 0 ? "" : " Vote:" + Long.toUnsignedString(state.vote());
    return "Term:"
        + Long.toUnsignedString(state.term())
        + vote
        + " Commit:"
        + Long.toUnsignedString(state.commit());
  }

  public static String snapshot(RaftSnapshot snapshot) {
    return "Index:"
        + Long.toUnsignedString(snapshot.index())
        + " Term:"
        + Long.toUnsignedString(snapshot.term())
        + " ConfState:"
        + confState(snapshot.confState());
  }

  public static String confState(ConfState state) {
    return "Voters:%s VotersOutgoing:%s Learners:%s LearnersNext:%s AutoLeave:%s"
        .formatted(
            ids(state.voters()),
            ids(state.votersOutgoing()),
            ids(state.learners()),
            ids(state.learnersNext()),
            state.autoLeave());
  }

  private static String ids(List<Long> ids) {
    return ids.stream().map(Long::toUnsignedString).collect(Collectors.joining(" ", "[", "]"));
  }

  private static String quoted(Bytes data) {
    StringBuilder text = new StringBuilder(data.length() + 2).append('"');
    for (int i = 0; i < data.length(); i++) {
      char c = (char) (data.at(i) & 0xff);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c >= 0x20 && c < 0x7f) {
            text.append(c);
          } else {
            text.append("\\x%02x".formatted((int) c));
          }
        }
      }
    }
    return text.append('"').toString();
  }
}
