package io.fireweed.storage.apply;

import io.fireweed.storage.auth.AuthStore.Caller;

/// A command and who sent it.
record Request(Caller caller, Command command) {
  static Request ofNobody(Command command) {
    return new Request(Caller.NOBODY, command);
  }
}
