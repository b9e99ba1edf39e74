package io.fireweed.recovery.salvage;

/// What to do with entries that nothing proves to be committed.
public enum UncommittedTail {
  /// Refuse, and say what the choice is about.
  ASK,
  /// Take them: never acknowledged is not the same as forbidden.
  KEEP,
  /// Leave them out: acknowledged writes may be among them.
  DROP
}
