package io.fireweed.it.conformance;

import com.google.protobuf.ByteString;
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
import io.fireweed.api.rpc.auth.Permission;
import io.fireweed.api.rpc.auth.UserAddOptions;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;

/// The calls about users and roles.
final class Accounts {
  private Accounts() {}

  static Call<AuthEnableRequest, AuthEnableResponse> enable() {
    return new Call<>(AuthGrpc.getAuthEnableMethod(), AuthEnableRequest.getDefaultInstance());
  }

  static Call<AuthDisableRequest, AuthDisableResponse> disable() {
    return new Call<>(AuthGrpc.getAuthDisableMethod(), AuthDisableRequest.getDefaultInstance());
  }

  static Call<AuthStatusRequest, AuthStatusResponse> status() {
    return new Call<>(AuthGrpc.getAuthStatusMethod(), AuthStatusRequest.getDefaultInstance());
  }

  static Call<AuthenticateRequest, AuthenticateResponse> login(String user, String password) {
    return new Call<>(
        AuthGrpc.getAuthenticateMethod(),
        AuthenticateRequest.newBuilder().setName(user).setPassword(password).build());
  }

  /// Lets in the users `root`, who may do everything, and `u`, who may read and write the key `a`;
  /// their names are their passwords.
  static void guard(Client client) {
    addUser("root", "root").by(client);
    addUser("u", "u").by(client);
    addRole("root").by(client);
    addRole("r").by(client);
    grant("root", "root").by(client);
    grant("u", "r").by(client);
    allow("r", Permission.Type.READWRITE, "a").by(client);
    enable().by(client);
  }

  static Call<AuthUserAddRequest, AuthUserAddResponse> addUser(String name, String password) {
    return new Call<>(
        AuthGrpc.getUserAddMethod(),
        AuthUserAddRequest.newBuilder().setName(name).setPassword(password).build());
  }

  static Call<AuthUserAddRequest, AuthUserAddResponse> addUserWithoutPassword(String name) {
    return new Call<>(
        AuthGrpc.getUserAddMethod(),
        AuthUserAddRequest.newBuilder()
            .setName(name)
            .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
            .build());
  }

  static Call<AuthUserGetRequest, AuthUserGetResponse> getUser(String name) {
    return new Call<>(
        AuthGrpc.getUserGetMethod(), AuthUserGetRequest.newBuilder().setName(name).build());
  }

  static Call<AuthUserListRequest, AuthUserListResponse> listUsers() {
    return new Call<>(AuthGrpc.getUserListMethod(), AuthUserListRequest.getDefaultInstance());
  }

  static Call<AuthUserDeleteRequest, AuthUserDeleteResponse> deleteUser(String name) {
    return new Call<>(
        AuthGrpc.getUserDeleteMethod(), AuthUserDeleteRequest.newBuilder().setName(name).build());
  }

  static Call<AuthUserChangePasswordRequest, AuthUserChangePasswordResponse> changePassword(
      String name, String password) {
    return new Call<>(
        AuthGrpc.getUserChangePasswordMethod(),
        AuthUserChangePasswordRequest.newBuilder().setName(name).setPassword(password).build());
  }

  static Call<AuthUserGrantRoleRequest, AuthUserGrantRoleResponse> grant(String user, String role) {
    return new Call<>(
        AuthGrpc.getUserGrantRoleMethod(),
        AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build());
  }

  static Call<AuthUserRevokeRoleRequest, AuthUserRevokeRoleResponse> revoke(
      String user, String role) {
    return new Call<>(
        AuthGrpc.getUserRevokeRoleMethod(),
        AuthUserRevokeRoleRequest.newBuilder().setName(user).setRole(role).build());
  }

  static Call<AuthRoleAddRequest, AuthRoleAddResponse> addRole(String name) {
    return new Call<>(
        AuthGrpc.getRoleAddMethod(), AuthRoleAddRequest.newBuilder().setName(name).build());
  }

  static Call<AuthRoleGetRequest, AuthRoleGetResponse> getRole(String name) {
    return new Call<>(
        AuthGrpc.getRoleGetMethod(), AuthRoleGetRequest.newBuilder().setRole(name).build());
  }

  static Call<AuthRoleListRequest, AuthRoleListResponse> listRoles() {
    return new Call<>(AuthGrpc.getRoleListMethod(), AuthRoleListRequest.getDefaultInstance());
  }

  static Call<AuthRoleDeleteRequest, AuthRoleDeleteResponse> deleteRole(String name) {
    return new Call<>(
        AuthGrpc.getRoleDeleteMethod(), AuthRoleDeleteRequest.newBuilder().setRole(name).build());
  }

  /// {@return the call that gives a role a right on keys from `key` to `end`, which is empty for
  /// that key alone}
  static Call<AuthRoleGrantPermissionRequest, AuthRoleGrantPermissionResponse> allow(
      String role, Permission.Type type, String key, ByteString end) {
    return new Call<>(
        AuthGrpc.getRoleGrantPermissionMethod(),
        AuthRoleGrantPermissionRequest.newBuilder()
            .setName(role)
            .setPerm(right(type, key, end))
            .build());
  }

  static Call<AuthRoleGrantPermissionRequest, AuthRoleGrantPermissionResponse> allow(
      String role, Permission.Type type, String key) {
    return allow(role, type, key, ByteString.EMPTY);
  }

  static Call<AuthRoleGrantPermissionRequest, AuthRoleGrantPermissionResponse> allowPrefix(
      String role, Permission.Type type, String prefix) {
    return allow(role, type, prefix, Ask.endOf(prefix));
  }

  static Call<AuthRoleRevokePermissionRequest, AuthRoleRevokePermissionResponse> forbid(
      String role, String key, ByteString end) {
    return new Call<>(
        AuthGrpc.getRoleRevokePermissionMethod(),
        AuthRoleRevokePermissionRequest.newBuilder()
            .setRole(role)
            .setKey(Ask.bytes(key))
            .setRangeEnd(end)
            .build());
  }

  static Permission right(Permission.Type type, String key, ByteString end) {
    return Permission.newBuilder()
        .setPermType(type)
        .setKey(Ask.bytes(key))
        .setRangeEnd(end)
        .build();
  }
}
