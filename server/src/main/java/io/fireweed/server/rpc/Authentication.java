package io.fireweed.server.rpc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.InternalAuthenticateRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.format.schema.UserRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.auth.CallOrigin;
import io.fireweed.server.auth.Passwords;
import io.fireweed.server.auth.Tokens;
import io.fireweed.server.member.Member;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.auth.AuthStore;
import io.fireweed.storage.auth.AuthStore.Caller;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Trades a password for a token.
///
/// The member that is asked compares the password; the entry names the user and what was drawn for
/// the token, so that every member knows it. If users changed between the two, the password is
/// compared again.
final class Authentication {
  /// Users can change all the time; a request ends all the same.
  private static final int MAX_ROUNDS = 10;

  private final Member member;
  private final Tokens tokens;
  private final Passwords passwords;

  /// What the store says of a name.
  private record Known(long authRevision, Optional<Bytes> passwordHash) {}

  /// Who somebody says to be.
  private record Claim(String address, Bytes user, Bytes password) {}

  Authentication(Member member, Tokens tokens, Passwords passwords) {
    this.member = member;
    this.tokens = tokens;
    this.passwords = passwords;
  }

  CompletableFuture<String> tokenFor(Bytes user, Bytes password) {
    String address = CallOrigin.address();
    return member.readBarrier().thenCompose(_ -> round(new Claim(address, user, password), 1));
  }

  private CompletableFuture<String> round(Claim claim, int number) {
    Known known = member.state().look(tables -> known(tables.auth(), claim.user()));
    return passwords
        .matches(claim.address(), claim.user(), claim.password(), known::passwordHash)
        .thenCompose(
            right -> {
              if (!right) {
                throw new RefusedCall(EtcdError.AUTH_FAILED);
              }
              return member.propose(entry(claim.user()), Caller.NOBODY);
            })
        .thenApply(Calls::accepted)
        .thenComposeAsync(answered -> given(answered, known, claim, number));
  }

  private static Known known(AuthStore auth, Bytes user) {
    if (!auth.isEnabled()) {
      throw new RefusedCall(EtcdError.AUTH_NOT_ENABLED);
    }
    Optional<UserRow> row = auth.findUser(user);
    if (row.filter(found -> found.options() == UserRow.Options.NO_PASSWORD).isPresent()) {
      throw new RefusedCall(EtcdError.NO_PASSWORD_USER);
    }
    return new Known(auth.revision(), row.map(UserRow::passwordHash));
  }

  private InternalRaftRequest.Builder entry(Bytes user) {
    return InternalRaftRequest.newBuilder()
        .setAuthenticate(
            InternalAuthenticateRequest.newBuilder()
                .setName(user.toUtf8())
                .setSimpleToken(tokens.draw().toUtf8()));
  }

  private CompletableFuture<String> given(Answered answered, Known known, Claim claim, int number) {
    if (!(answered.result() instanceof ApplyResult.Authenticated authenticated)) {
      throw new IllegalStateException("an authentication led to " + answered.result());
    }
    if (authenticated.authRevision() == known.authRevision()) {
      return CompletableFuture.completedFuture(tokens.tokenFor(authenticated));
    }
    if (number == MAX_ROUNDS) {
      throw new RefusedCall(EtcdError.AUTH_OLD_REVISION);
    }
    return round(claim, number + 1);
  }
}
