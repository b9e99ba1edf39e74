package io.fireweed.raft;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.message.Describe;
import io.fireweed.raft.message.Message;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the caller must do before it asks again.
///
/// Without [Switch#ASYNC_STORAGE], in this order: write `snapshot`, `entries` and `hardState`, to
/// the disk if `mustSync`; then send `messages`; apply `snapshot` and `committedEntries`; answer
/// `readStates` that are applied; call [Node#advance()]. With it, the first three are messages to
/// the member's own threads among `messages`, and all are sent at once, but for requests for votes
/// (not for pre-votes): these wait until the append thread has done what came with them. Sent
/// earlier, an answer could come back to a member that a crash has taken back to a shorter log and
/// the term before, count in its next candidacy, and elect it without what is committed.
///
/// A crash must not leave a `snapshot` that counts without its `hardState`, which covers it: a
/// member whose commit index is below its snapshot is refused when it starts.
///
/// @param softState if it changed
/// @param hardState if it changed
/// @param entries to be appended; they replace what is stored from the first one's index on
/// @param snapshot received from the leader; replaces everything stored
/// @param committedEntries to be applied, in order; membership changes by [Node#applyChange]
/// @param mustSync whether a crash after the messages are sent must not lose `entries` and
///     `hardState`; a `snapshot` it never may, for its acknowledgement is among them
public record Ready(
    Optional<SoftState> softState,
    Optional<HardState> hardState,
    List<Entry> entries,
    Optional<RaftSnapshot> snapshot,
    List<Entry> committedEntries,
    List<Message> messages,
    List<ReadState> readStates,
    boolean mustSync) {

  /// {@return what traces show, line by line}
  public String describe() {
    StringBuilder text = new StringBuilder();
    softState.ifPresent(state -> line(text, state.describe()));
    hardState.ifPresent(state -> line(text, "HardState " + Describe.hardState(state)));
    if (!readStates.isEmpty()) {
      line(
          text,
          readStates.stream()
              .map(ReadState::describe)
              .collect(Collectors.joining(" ", "ReadStates [", "]")));
    }
    entries(text, "Entries:", entries);
    snapshot.ifPresent(taken -> line(text, "Snapshot " + Describe.snapshot(taken)));
    entries(text, "CommittedEntries:", committedEntries);
    if (!messages.isEmpty()) {
      line(text, "Messages:");
      messages.forEach(message -> line(text, message.describe()));
    }
    return text.isEmpty() ? "<empty Ready>" : "Ready MustSync=" + mustSync + ":\n" + text;
  }

  private static void entries(StringBuilder text, String title, List<Entry> entries) {
    if (!entries.isEmpty()) {
      line(text, title);
      entries.forEach(entry -> line(text, Describe.entry(entry)));
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
