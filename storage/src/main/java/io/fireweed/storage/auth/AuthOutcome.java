package io.fireweed.storage.auth;

import io.fireweed.api.error.EtcdError;

/// What came of a request to change users, roles or the switch.
public sealed interface AuthOutcome {
  /// Done; `authRevision` is the one after the change.
  record Changed(long authRevision, LoggedOut loggedOut) implements AuthOutcome {}

  /// It was so already.
  record Unchanged() implements AuthOutcome {}

  record Refused(EtcdError error) implements AuthOutcome {}
}
