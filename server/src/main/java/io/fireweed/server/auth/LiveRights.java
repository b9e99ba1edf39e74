package io.fireweed.server.auth;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.server.state.StateReads;
import io.fireweed.storage.auth.AuthStore;
import io.fireweed.storage.auth.AuthStore.Access;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.mvcc.KeyRange;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rights that a running member's state gives.
///
/// | auth is on, and the call has | it is made by |
/// |---|---|
/// | a good token | the token's user |
/// | another token | nobody: `invalid auth token` |
/// | a verified certificate, if names in them count | the user of that name |
/// | neither | nobody, to whom most calls are refused: `user name is empty` |
public final class LiveRights implements Rights {
  /// Whether a client certificate's common name names a user: `--client-cert-auth`.
  public enum CertificateNames {
    IGNORED,
    USERS
  }

  private static final Logger log = LoggerFactory.getLogger(LiveRights.class);

  private final StateReads state;
  private final Tokens tokens;
  private final CertificateNames certificateNames;

  public LiveRights(StateReads state, Tokens tokens, CertificateNames certificateNames) {
    this.state = state;
    this.tokens = tokens;
    this.certificateNames = certificateNames;
  }

  @Override
  public Caller caller() {
    long authRevision = authRevision();
    return authRevision == 0 ? Caller.NOBODY : callerOf(CallOrigin.credentials(), authRevision);
  }

  /// {@return the current one while auth is on, else 0}
  private long authRevision() {
    return state.look(tables -> tables.auth().isEnabled() ? tables.auth().revision() : 0L);
  }

  Caller callerOf(Credentials credentials, long authRevision) {
    return switch (credentials) {
      case Credentials.None _ -> Caller.NOBODY;
      case Credentials.Token(String text) ->
          tokens
              .find(text, authRevision)
              .orElseThrow(
                  () -> {
                    log.atWarn().log("invalid auth token");
                    return new RefusedCall(EtcdError.INVALID_AUTH_TOKEN);
                  });
      case Credentials.Certificate(String commonName) ->
          switch (certificateNames) {
            case USERS -> new Caller(Bytes.ofUtf8(commonName), authRevision);
            case IGNORED -> Caller.NOBODY;
          };
    };
  }

  @Override
  public void requireRead(Caller caller, KeyRange range) {
    demand(auth -> auth.refuse(caller, Access.READ, range));
  }

  @Override
  public void requireUser(Caller caller) {
    demand(auth -> auth.refuseStranger(caller));
  }

  @Override
  public void requireRoot(Caller caller) {
    demand(auth -> auth.refuseAdministration(caller));
  }

  @Override
  public void requireUnchanged(Caller caller) {
    if (caller.authRevision() != 0) {
      demand(
          auth ->
              auth.revision() == caller.authRevision()
                  ? Optional.empty()
                  : Optional.of(EtcdError.AUTH_OLD_REVISION));
    }
  }

  private void demand(Function<AuthStore, Optional<EtcdError>> question) {
    Optional<EtcdError> refused = state.look(tables -> question.apply(tables.auth()));
    if (refused.isPresent()) {
      throw new RefusedCall(refused.get());
    }
  }
}
