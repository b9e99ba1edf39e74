package io.fireweed.storage.auth;

import io.fireweed.format.wire.Bytes;
import java.util.List;

/// Whose tokens a change ends. Tokens that carry their auth revision end by themselves.
public sealed interface LoggedOut {
  record Nobody() implements LoggedOut {}

  record Users(List<Bytes> names) implements LoggedOut {
    public Users {
      names = List.copyOf(names);
    }
  }

  record Everybody() implements LoggedOut {}
}
