package io.fireweed.server.auth;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.auth.LoggedOut;
import java.util.Optional;

/// No tokens: users are known by their certificates alone.
public record NoTokens() implements Tokens {
  @Override
  public Bytes draw() {
    return Bytes.EMPTY;
  }

  @Override
  public String tokenFor(ApplyResult.Authenticated user) {
    throw new RefusedCall(EtcdError.AUTH_FAILED);
  }

  @Override
  public Optional<Caller> find(String token, long authRevision) {
    return Optional.empty();
  }

  @Override
  public void give(ApplyResult.Authenticated user) {}

  @Override
  public void end(LoggedOut whose) {}
}
