package io.fireweed.storage.watch;

/// Where notices of one stream go. Both methods are called with the hub's lock held, so they are
/// quick and do not call the hub; calls of [#take] never overlap.
public interface Receiver {
  /// {@return whether there is room for more events; other notices need no room}
  boolean hasRoom();

  /// Takes a notice over.
  void take(Notice notice);
}
