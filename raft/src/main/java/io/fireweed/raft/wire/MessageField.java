package io.fireweed.raft.wire;

import java.util.List;
import java.util.Optional;

/// The fields of a message, by their numbers on the wire; what they mean says
/// [io.fireweed.raft.message.FlatMessage].
enum MessageField {
  TYPE(1, "type"),
  TO(2, "to"),
  FROM(3, "from"),
  TERM(4, "term"),
  LOG_TERM(5, "log term"),
  INDEX(6, "index"),
  ENTRIES(7, "entries"),
  COMMIT(8, "commit"),
  SNAPSHOT(9, "snapshot"),
  REJECT(10, "reject"),
  REJECT_HINT(11, "reject hint"),
  CONTEXT(12, "context"),
  VOTE(13, "vote"),
  RESPONSES(14, "responses");

  /// All fields, in the order of their numbers.
  static final List<MessageField> ALL = List.of(values());

  private final int number;
  private final String label;

  MessageField(int number, String label) {
    this.number = number;
    this.label = label;
  }

  /// {@return the number on the wire, from 1}
  int number() {
    return number;
  }

  /// {@return what errors call the field}
  String label() {
    return label;
  }

  static Optional<MessageField> find(int number) {
    return number > ALL.size() ? Optional.empty() : Optional.of(ALL.get(number - 1));
  }
}
