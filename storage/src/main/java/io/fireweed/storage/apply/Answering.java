package io.fireweed.storage.apply;

/// Whether whoever applies entries wants to know what their clients are told.
enum Answering {
  /// Only what is stored counts: nothing is read for an answer.
  NONE,
  FULL;

  static final KvAnswer NOTHING = new KvAnswer.Nothing();
}
