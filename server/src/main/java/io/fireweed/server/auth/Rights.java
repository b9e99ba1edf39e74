package io.fireweed.server.auth;

import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.mvcc.KeyRange;

/// What a service asks before it answers. Every method may throw
/// [io.fireweed.server.state.RefusedCall].
public interface Rights {
  /// {@return who makes the call that this thread handles; nobody while auth is off}
  Caller caller();

  /// Refuses someone who may not read these keys.
  void requireRead(Caller caller, KeyRange range);

  /// Refuses someone who is no user.
  void requireUser(Caller caller);

  /// Refuses someone who does not hold the root role.
  void requireRoot(Caller caller);

  /// Refuses what was read by someone whose rights may have changed meanwhile.
  void requireUnchanged(Caller caller);
}
