package io.fireweed.server.auth;

import io.fireweed.format.wire.Bytes;
import io.fireweed.server.member.Follower;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.auth.LoggedOut;
import java.util.Optional;

/// What stands for a password that was found right.
///
/// A token is given out when the entry that asks for it is applied, by every member for itself.
public sealed interface Tokens extends Follower permits SimpleTokens, JwtTokens, NoTokens {
  /// {@return what goes into the entry, so that all members give out the same; may be empty}
  Bytes draw();

  /// {@return the token that the entry led to} May take a millisecond.
  ///
  /// @throws io.fireweed.server.state.RefusedCall if none is given out
  String tokenFor(ApplyResult.Authenticated user);

  /// {@return whose token it is, if it is good}
  ///
  /// @param authRevision the current one
  Optional<Caller> find(String token, long authRevision);

  /// An entry asked for a token.
  void give(ApplyResult.Authenticated user);

  /// These tokens are good no more.
  void end(LoggedOut whose);

  @Override
  default void applied(Answered answered) {
    switch (answered.result()) {
      case ApplyResult.Authenticated user -> give(user);
      case ApplyResult.AuthChanged(_, LoggedOut whose) -> end(whose);
      default -> {}
    }
  }
}
