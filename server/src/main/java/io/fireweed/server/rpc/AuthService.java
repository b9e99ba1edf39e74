package io.fireweed.server.rpc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.AuthDisableRequest;
import io.fireweed.api.rpc.AuthDisableResponse;
import io.fireweed.api.rpc.AuthEnableRequest;
import io.fireweed.api.rpc.AuthEnableResponse;
import io.fireweed.api.rpc.AuthGrpc;
import io.fireweed.api.rpc.AuthRoleAddRequest;
import io.fireweed.api.rpc.AuthRoleAddResponse;
import io.fireweed.api.rpc.AuthRoleDeleteRequest;
import io.fireweed.api.rpc.AuthRoleDeleteResponse;
import io.fireweed.api.rpc.AuthRoleGetRequest;
import io.fireweed.api.rpc.AuthRoleGetResponse;
import io.fireweed.api.rpc.AuthRoleGrantPermissionRequest;
import io.fireweed.api.rpc.AuthRoleGrantPermissionResponse;
import io.fireweed.api.rpc.AuthRoleListRequest;
import io.fireweed.api.rpc.AuthRoleListResponse;
import io.fireweed.api.rpc.AuthRoleRevokePermissionRequest;
import io.fireweed.api.rpc.AuthRoleRevokePermissionResponse;
import io.fireweed.api.rpc.AuthStatusRequest;
import io.fireweed.api.rpc.AuthStatusResponse;
import io.fireweed.api.rpc.AuthUserAddRequest;
import io.fireweed.api.rpc.AuthUserAddResponse;
import io.fireweed.api.rpc.AuthUserChangePasswordRequest;
import io.fireweed.api.rpc.AuthUserChangePasswordResponse;
import io.fireweed.api.rpc.AuthUserDeleteRequest;
import io.fireweed.api.rpc.AuthUserDeleteResponse;
import io.fireweed.api.rpc.AuthUserGetRequest;
import io.fireweed.api.rpc.AuthUserGetResponse;
import io.fireweed.api.rpc.AuthUserGrantRoleRequest;
import io.fireweed.api.rpc.AuthUserGrantRoleResponse;
import io.fireweed.api.rpc.AuthUserListRequest;
import io.fireweed.api.rpc.AuthUserListResponse;
import io.fireweed.api.rpc.AuthUserRevokeRoleRequest;
import io.fireweed.api.rpc.AuthUserRevokeRoleResponse;
import io.fireweed.api.rpc.AuthenticateRequest;
import io.fireweed.api.rpc.AuthenticateResponse;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.auth.Passwords;
import io.fireweed.server.auth.Rights;
import io.fireweed.server.auth.Tokens;
import io.fireweed.server.member.Member;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.auth.AuthStore;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.grpc.stub.StreamObserver;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// etcd's Auth service: users, roles, and the switch.
///
/// While auth is on, changes and lists are root's; anyone may look at itself and its own roles.
/// Changes are entries of the log, which decide when they are applied; reads wait until everything
/// acknowledged is applied, and leave no entry.
///
/// A password is hashed before it is proposed. Whoever has no right to propose is refused before
/// that, as the entry would be, so that hashing cannot be had for nothing.
public final class AuthService extends AuthGrpc.AuthImplBase {
  private static final Bytes ROOT = Bytes.ofUtf8("root");

  private final Member member;
  private final Rights rights;
  private final Passwords passwords;
  private final Authentication authentication;
  private final Headers headers;

  public AuthService(Member member, Rights rights, Tokens tokens, Passwords passwords) {
    this.member = member;
    this.rights = rights;
    this.passwords = passwords;
    this.authentication = new Authentication(member, tokens, passwords);
    this.headers = new Headers(member);
  }

  @Override
  public void authEnable(AuthEnableRequest request, StreamObserver<AuthEnableResponse> call) {
    change(
        call,
        InternalRaftRequest.newBuilder().setAuthEnable(request),
        header -> AuthEnableResponse.newBuilder().setHeader(header).build());
  }

  @Override
  public void authDisable(AuthDisableRequest request, StreamObserver<AuthDisableResponse> call) {
    change(
        call,
        InternalRaftRequest.newBuilder().setAuthDisable(request),
        header -> AuthDisableResponse.newBuilder().setHeader(header).build());
  }

  /// Open to all, as in 3.7; before, it needed root.
  @Override
  public void authStatus(AuthStatusRequest request, StreamObserver<AuthStatusResponse> call) {
    read(
        call,
        (_, auth) ->
            AuthStatusResponse.newBuilder()
                .setHeader(headers.now())
                .setEnabled(auth.isEnabled())
                .setAuthRevision(auth.revision())
                .build());
  }

  @Override
  public void authenticate(AuthenticateRequest request, StreamObserver<AuthenticateResponse> call) {
    Calls.answer(
        call,
        () ->
            authentication
                .tokenFor(Bytes.ofUtf8(request.getName()), Bytes.ofUtf8(request.getPassword()))
                .thenApply(
                    token ->
                        AuthenticateResponse.newBuilder()
                            .setHeader(headers.now())
                            .setToken(token)
                            .build()));
  }

  @Override
  public void userAdd(AuthUserAddRequest request, StreamObserver<AuthUserAddResponse> call) {
    Function<ResponseHeader, AuthUserAddResponse> response =
        header -> AuthUserAddResponse.newBuilder().setHeader(header).build();
    AuthUserAddRequest.Builder kept = request.toBuilder().clearPassword().clearHashedPassword();
    if (request.getOptions().getNoPassword()) {
      change(call, InternalRaftRequest.newBuilder().setAuthUserAdd(kept), response);
    } else {
      changeHashed(
          call,
          request.getPassword(),
          hash -> InternalRaftRequest.newBuilder().setAuthUserAdd(kept.setHashedPassword(hash)),
          response);
    }
  }

  @Override
  public void userChangePassword(
      AuthUserChangePasswordRequest request, StreamObserver<AuthUserChangePasswordResponse> call) {
    AuthUserChangePasswordRequest.Builder kept = request.toBuilder().clearPassword();
    changeHashed(
        call,
        request.getPassword(),
        hash ->
            InternalRaftRequest.newBuilder()
                .setAuthUserChangePassword(kept.setHashedPassword(hash)),
        header -> AuthUserChangePasswordResponse.newBuilder().setHeader(header).build());
  }

  @Override
  public void userDelete(
      AuthUserDeleteRequest request, StreamObserver<AuthUserDeleteResponse> call) {
    change(
        call,
        InternalRaftRequest.newBuilder().setAuthUserDelete(request),
        header -> AuthUserDeleteResponse.newBuilder().setHeader(header).build());
  }

  @Override
  public void userGrantRole(
      AuthUserGrantRoleRequest request, StreamObserver<AuthUserGrantRoleResponse> call) {
    change(
        call,
        InternalRaftRequest.newBuilder().setAuthUserGrantRole(request),
        header -> AuthUserGrantRoleResponse.newBuilder().setHeader(header).build());
  }

  @Override
  public void userRevokeRole(
      AuthUserRevokeRoleRequest request, StreamObserver<AuthUserRevokeRoleResponse> call) {
    change(
        call,
        InternalRaftRequest.newBuilder().setAuthUserRevokeRole(request),
        header -> AuthUserRevokeRoleResponse.newBuilder().setHeader(header).build());
  }

  @Override
  public void userGet(AuthUserGetRequest request, StreamObserver<AuthUserGetResponse> call) {
    Bytes name = Bytes.ofUtf8(request.getName());
    read(
        call,
        (caller, auth) -> {
          if (!caller.user().equals(name)) {
            requireRoot(auth, caller);
          }
          return AuthUserGetResponse.newBuilder()
              .setHeader(headers.now())
              .addAllRoles(
                  auth.findUser(name)
                      .orElseThrow(() -> new RefusedCall(EtcdError.USER_NOT_FOUND))
                      .roles())
              .build();
        });
  }

  @Override
  public void userList(AuthUserListRequest request, StreamObserver<AuthUserListResponse> call) {
    read(
        call,
        (caller, auth) -> {
          requireRoot(auth, caller);
          return AuthUserListResponse.newBuilder()
              .setHeader(headers.now())
              .addAllUsers(texts(auth.userNames()))
              .build();
        });
  }

  @Override
  public void roleAdd(AuthRoleAddRequest request, StreamObserver<AuthRoleAddResponse> call) {
    change(
        call,
        InternalRaftRequest.newBuilder().setAuthRoleAdd(request),
        header -> AuthRoleAddResponse.newBuilder().setHeader(header).build());
  }

  @Override
  public void roleDelete(
      AuthRoleDeleteRequest request, StreamObserver<AuthRoleDeleteResponse> call) {
    change(
        call,
        InternalRaftRequest.newBuilder().setAuthRoleDelete(request),
        header -> AuthRoleDeleteResponse.newBuilder().setHeader(header).build());
  }

  /// The role root may do everything, whatever it was granted.
  @Override
  public void roleGet(AuthRoleGetRequest request, StreamObserver<AuthRoleGetResponse> call) {
    Bytes name = Bytes.ofUtf8(request.getRole());
    read(
        call,
        (caller, auth) -> {
          boolean own =
              auth.findUser(caller.user())
                  .filter(user -> user.roles().contains(request.getRole()))
                  .isPresent();
          if (!own) {
            requireRoot(auth, caller);
          }
          var role =
              auth.findRole(name).orElseThrow(() -> new RefusedCall(EtcdError.ROLE_NOT_FOUND));
          AuthRoleGetResponse.Builder response =
              AuthRoleGetResponse.newBuilder().setHeader(headers.now());
          if (name.equals(ROOT)) {
            response.addPerm(PermissionMessages.EVERYTHING);
          } else {
            role.permissions().forEach(one -> response.addPerm(PermissionMessages.message(one)));
          }
          return response.build();
        });
  }

  @Override
  public void roleList(AuthRoleListRequest request, StreamObserver<AuthRoleListResponse> call) {
    read(
        call,
        (caller, auth) -> {
          requireRoot(auth, caller);
          return AuthRoleListResponse.newBuilder()
              .setHeader(headers.now())
              .addAllRoles(texts(auth.roleNames()))
              .build();
        });
  }

  /// A type without a name would be stored by etcd, and grants nothing; here it is refused.
  @Override
  public void roleGrantPermission(
      AuthRoleGrantPermissionRequest request,
      StreamObserver<AuthRoleGrantPermissionResponse> call) {
    if (request.hasPerm() && !PermissionMessages.isKnown(request.getPerm())) {
      Ending.refuse(call, new RefusedCall(EtcdError.INVALID_AUTH_MGMT));
      return;
    }
    change(
        call,
        InternalRaftRequest.newBuilder().setAuthRoleGrantPermission(request),
        header -> AuthRoleGrantPermissionResponse.newBuilder().setHeader(header).build());
  }

  @Override
  public void roleRevokePermission(
      AuthRoleRevokePermissionRequest request,
      StreamObserver<AuthRoleRevokePermissionResponse> call) {
    change(
        call,
        InternalRaftRequest.newBuilder().setAuthRoleRevokePermission(request),
        header -> AuthRoleRevokePermissionResponse.newBuilder().setHeader(header).build());
  }

  private <R> void change(
      StreamObserver<R> call,
      InternalRaftRequest.Builder request,
      Function<ResponseHeader, R> response) {
    Calls.answer(call, () -> propose(request, rights.caller(), response));
  }

  private <R> void changeHashed(
      StreamObserver<R> call,
      String password,
      Function<String, InternalRaftRequest.Builder> request,
      Function<ResponseHeader, R> response) {
    Calls.answer(
        call,
        () -> {
          Caller caller = rights.caller();
          rights.requireRoot(caller);
          return passwords
              .hash(Bytes.ofUtf8(password))
              .thenCompose(hash -> propose(request.apply(base64(hash)), caller, response));
        });
  }

  private static String base64(Bytes hash) {
    return Base64.getEncoder().encodeToString(hash.toArray());
  }

  private <R> CompletableFuture<R> propose(
      InternalRaftRequest.Builder request, Caller caller, Function<ResponseHeader, R> response) {
    return member
        .propose(request, caller)
        .thenApply(Calls::accepted)
        .thenApply(answered -> response.apply(headers.at(answered.revision())));
  }

  /// A question to the auth store.
  private interface Question<R> {
    R ask(Caller caller, AuthStore auth);
  }

  private <R> void read(StreamObserver<R> call, Question<R> question) {
    Calls.answer(
        call,
        () -> {
          Caller caller = rights.caller();
          return member
              .readBarrier()
              .thenApply(_ -> member.state().look(tables -> question.ask(caller, tables.auth())));
        });
  }

  private static void requireRoot(AuthStore auth, Caller caller) {
    auth.refuseAdministration(caller)
        .ifPresent(
            error -> {
              throw new RefusedCall(error);
            });
  }

  private static List<String> texts(List<Bytes> names) {
    return names.stream().map(Bytes::toUtf8).toList();
  }
}
