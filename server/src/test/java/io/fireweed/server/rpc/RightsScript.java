package io.fireweed.server.rpc;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.AuthDisableRequest;
import io.fireweed.api.rpc.AuthEnableRequest;
import io.fireweed.api.rpc.AuthGrpc;
import io.fireweed.api.rpc.AuthRoleAddRequest;
import io.fireweed.api.rpc.AuthRoleDeleteRequest;
import io.fireweed.api.rpc.AuthRoleGetRequest;
import io.fireweed.api.rpc.AuthRoleGrantPermissionRequest;
import io.fireweed.api.rpc.AuthRoleListRequest;
import io.fireweed.api.rpc.AuthRoleRevokePermissionRequest;
import io.fireweed.api.rpc.AuthStatusRequest;
import io.fireweed.api.rpc.AuthUserAddRequest;
import io.fireweed.api.rpc.AuthUserChangePasswordRequest;
import io.fireweed.api.rpc.AuthUserDeleteRequest;
import io.fireweed.api.rpc.AuthUserGetRequest;
import io.fireweed.api.rpc.AuthUserGrantRoleRequest;
import io.fireweed.api.rpc.AuthUserListRequest;
import io.fireweed.api.rpc.AuthUserRevokeRoleRequest;
import io.fireweed.api.rpc.AuthenticateRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseLeasesRequest;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.LeaseTimeToLiveRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.auth.Permission;
import io.fireweed.api.rpc.auth.UserAddOptions;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The same calls on users, roles and leases for any member, and what it answers: the response
/// without its header, or code and text of the error.
final class RightsScript {
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final Channel channel;
  private final List<String> answers = new ArrayList<>();
  private final Map<String, String> tokens = new HashMap<>();

  RightsScript(Channel channel) {
    this.channel = channel;
  }

  /// {@return one line for each call}
  List<String> run() {
    setUp();
    passwords();
    tokens.put("nobody", "");
    tokens.put("bogus", "bogus");
    tokens.put("unknown", "bad.1");
    tokens.put("user", token("u", "u"));
    tokens.put("root", token("root", "r"));
    for (String who : List.of("nobody", "bogus", "unknown", "user", "root")) {
      leases(who);
      reads(who);
      changes(who);
    }
    consequences();
    return answers;
  }

  private Channel as(String who) {
    String token = tokens.getOrDefault(who, "");
    if (token.isEmpty()) {
      return channel;
    }
    Metadata headers = new Metadata();
    headers.put(TOKEN, token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private AuthGrpc.AuthBlockingStub auth(String who) {
    return AuthGrpc.newBlockingStub(as(who));
  }

  private LeaseGrpc.LeaseBlockingStub lease(String who) {
    return LeaseGrpc.newBlockingStub(as(who));
  }

  private void call(String what, Supplier<Object> call) {
    answers.add(what + ": " + answer(call));
  }

  private static String answer(Supplier<Object> call) {
    try {
      return String.valueOf(call.get())
          .replaceAll("(?s)header \\{.*?\\}\\s*", "")
          .replaceAll("\\s+", " ")
          .replaceAll("TTL: (59[0-9]|600) ", "TTL: 600 ");
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode() + " " + refused.getStatus().getDescription();
    }
  }

  private String token(String name, String password) {
    return AuthGrpc.newBlockingStub(channel)
        .authenticate(AuthenticateRequest.newBuilder().setName(name).setPassword(password).build())
        .getToken();
  }

  private void setUp() {
    grantLease("", 77);
    grantLease("", 78);
    grantLease("", 77);
    call("grant huge", () -> lease("").leaseGrant(grant(5, 9_000_000_001L)));
    call("grant short", () -> lease("").leaseGrant(grant(6, -5)));
    call("grant negative", () -> lease("").leaseGrant(grant(-6, 0)));
    revoke("", 6);
    revoke("", -6);
    revoke("", 0);
    authenticate("x", "y");
    enable("");
    userAdd("", "root", "r");
    userAdd("", "", "r");
    enable("");
    roleGet("", "root");
    grantRole("", "root", "root");
    userAdd("", "u", "u");
    userAdd("", "u", "u");
    call(
        "add user without password",
        () ->
            auth("")
                .userAdd(
                    AuthUserAddRequest.newBuilder()
                        .setName("np")
                        .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
                        .build()));
    userAdd("", "long", "x".repeat(73));
    changePassword("", "np", "x");
    changePassword("", "none", "x");
    changePassword("", "u", "");
    changePassword("", "u", "u");
    for (String role : List.of("r", "r2", "r", "")) {
      roleAdd("", role);
    }
    grant("", "r", "b", "", Permission.Type.READWRITE);
    grant("", "r", "c", "e", Permission.Type.READ);
    grant("", "r", "c", "c", Permission.Type.READ);
    grant("", "r", "z", "c", Permission.Type.READ);
    grant("", "r", "z", "\0", Permission.Type.WRITE);
    grant("", "r", "", "", Permission.Type.READWRITE);
    grant("", "zz", "b", "", Permission.Type.READWRITE);
    call(
        "grant nothing",
        () ->
            auth("")
                .roleGrantPermission(
                    AuthRoleGrantPermissionRequest.newBuilder().setName("zz").build()));
    revokePermission("", "r", "z", "\0");
    revokePermission("", "r", "z", "\0");
    revokePermission("", "zz", "z", "");
    grantRole("", "u", "r");
    grantRole("", "u", "r");
    grantRole("", "u", "none");
    grantRole("", "none", "r");
    revokeRole("", "u", "r2");
    revokeRole("", "none", "r");
    userGet("", "u");
    userGet("", "");
    roleGet("", "r");
    roleGet("", "none");
    call("put", () -> put("a", 77));
    call("put", () -> put("b", 78));
    call("status", () -> auth("").authStatus(AuthStatusRequest.getDefaultInstance()));
    enable("");
  }

  private Object put(String key, long lease) {
    return KVGrpc.newBlockingStub(channel)
        .put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setLease(lease).build());
  }

  private void passwords() {
    authenticate("np", "u");
    authenticate("u", "bad");
    authenticate("none", "bad");
    authenticate("", "");
  }

  private void leases(String who) {
    for (long id : new long[] {77, 78, 99}) {
      call(who + " ttl " + id, () -> lease(who).leaseTimeToLive(ttl(id, false)));
      call(who + " ttl keys " + id, () -> lease(who).leaseTimeToLive(ttl(id, true)));
      call(who + " keepalive " + id, () -> keepAlive(who, id));
    }
    call(who + " list", () -> lease(who).leaseLeases(LeaseLeasesRequest.getDefaultInstance()));
    revoke(who, 77);
    revoke(who, 78);
    revoke(who, 99);
    grantLease(who, 78);
  }

  private void reads(String who) {
    userGet(who, "u");
    userGet(who, "root");
    for (String role : List.of("r", "r2", "none")) {
      roleGet(who, role);
    }
    call(who + " users", () -> auth(who).userList(AuthUserListRequest.getDefaultInstance()));
    call(who + " roles", () -> auth(who).roleList(AuthRoleListRequest.getDefaultInstance()));
  }

  private void changes(String who) {
    userAdd(who, "u", "u");
    changePassword(who, "none", "x");
    roleAdd(who, "r");
    grant(who, "none", "b", "", Permission.Type.READ);
    call(
        who + " delete root",
        () -> auth(who).userDelete(AuthUserDeleteRequest.newBuilder().setName("root").build()));
    call(
        who + " delete none",
        () -> auth(who).userDelete(AuthUserDeleteRequest.newBuilder().setName("none").build()));
    revokeRole(who, "root", "root");
    call(
        who + " delete role root",
        () -> auth(who).roleDelete(AuthRoleDeleteRequest.newBuilder().setRole("root").build()));
    if (!who.equals("root")) {
      call(who + " disable", () -> auth(who).authDisable(AuthDisableRequest.getDefaultInstance()));
    }
    enable(who);
  }

  private void consequences() {
    changePassword("root", "u", "w");
    userGet("user", "u");
    authenticate("u", "u");
    tokens.put("user", token("u", "w"));
    userGet("user", "u");
    call(
        "delete role",
        () -> auth("root").roleDelete(AuthRoleDeleteRequest.newBuilder().setRole("r").build()));
    userGet("user", "u");
    call(
        "delete user",
        () -> auth("root").userDelete(AuthUserDeleteRequest.newBuilder().setName("u").build()));
    userGet("user", "u");
    call("disable", () -> auth("root").authDisable(AuthDisableRequest.getDefaultInstance()));
    call("disable", () -> auth("root").authDisable(AuthDisableRequest.getDefaultInstance()));
    enable("nobody");
    userGet("root", "root");
  }

  private Object keepAlive(String who, long id) {
    return ClientCalls.blockingServerStreamingCall(
            as(who),
            LeaseGrpc.getLeaseKeepAliveMethod(),
            CallOptions.DEFAULT,
            LeaseKeepAliveRequest.newBuilder().setID(id).build())
        .next();
  }

  private static LeaseGrantRequest grant(long id, long ttl) {
    return LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build();
  }

  private void grantLease(String who, long id) {
    call(who + " grant " + id, () -> lease(who).leaseGrant(grant(id, 600)));
  }

  private static LeaseTimeToLiveRequest ttl(long id, boolean keys) {
    return LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(keys).build();
  }

  private void revoke(String who, long id) {
    call(
        who + " revoke " + id,
        () -> lease(who).leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build()));
  }

  private void authenticate(String name, String password) {
    call(
        "authenticate " + name,
        () -> {
          String token = token(name, password);
          return token.isEmpty() ? "no token" : "a token";
        });
  }

  private void enable(String who) {
    call(who + " enable", () -> auth(who).authEnable(AuthEnableRequest.getDefaultInstance()));
  }

  private void userAdd(String who, String name, String password) {
    call(
        who + " add user " + name,
        () ->
            auth(who)
                .userAdd(
                    AuthUserAddRequest.newBuilder().setName(name).setPassword(password).build()));
  }

  private void changePassword(String who, String name, String password) {
    call(
        who + " change password of " + name,
        () ->
            auth(who)
                .userChangePassword(
                    AuthUserChangePasswordRequest.newBuilder()
                        .setName(name)
                        .setPassword(password)
                        .build()));
  }

  private void roleAdd(String who, String role) {
    call(
        who + " add role " + role,
        () -> auth(who).roleAdd(AuthRoleAddRequest.newBuilder().setName(role).build()));
  }

  private void grantRole(String who, String user, String role) {
    call(
        who + " grant role " + user + " " + role,
        () ->
            auth(who)
                .userGrantRole(
                    AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build()));
  }

  private void revokeRole(String who, String user, String role) {
    call(
        who + " revoke role " + user + " " + role,
        () ->
            auth(who)
                .userRevokeRole(
                    AuthUserRevokeRoleRequest.newBuilder().setName(user).setRole(role).build()));
  }

  private void grant(String who, String role, String key, String end, Permission.Type type) {
    Permission permission =
        Permission.newBuilder()
            .setPermType(type)
            .setKey(ByteString.copyFromUtf8(key))
            .setRangeEnd(ByteString.copyFromUtf8(end))
            .build();
    call(
        who + " grant " + role + " " + key + "-" + end,
        () ->
            auth(who)
                .roleGrantPermission(
                    AuthRoleGrantPermissionRequest.newBuilder()
                        .setName(role)
                        .setPerm(permission)
                        .build()));
  }

  private void revokePermission(String who, String role, String key, String end) {
    call(
        who + " revoke " + role + " " + key,
        () ->
            auth(who)
                .roleRevokePermission(
                    AuthRoleRevokePermissionRequest.newBuilder()
                        .setRole(role)
                        .setKey(ByteString.copyFromUtf8(key))
                        .setRangeEnd(ByteString.copyFromUtf8(end))
                        .build()));
  }

  private void userGet(String who, String name) {
    call(
        who + " get user " + name,
        () -> auth(who).userGet(AuthUserGetRequest.newBuilder().setName(name).build()));
  }

  private void roleGet(String who, String role) {
    call(
        who + " get role " + role,
        () -> auth(who).roleGet(AuthRoleGetRequest.newBuilder().setRole(role).build()));
  }
}
