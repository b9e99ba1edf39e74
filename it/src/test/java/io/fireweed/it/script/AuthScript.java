package io.fireweed.it.script;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.AuthDisableRequest;
import io.fireweed.api.rpc.AuthEnableRequest;
import io.fireweed.api.rpc.AuthGrpc;
import io.fireweed.api.rpc.AuthRoleAddRequest;
import io.fireweed.api.rpc.AuthRoleDeleteRequest;
import io.fireweed.api.rpc.AuthRoleGetRequest;
import io.fireweed.api.rpc.AuthRoleGrantPermissionRequest;
import io.fireweed.api.rpc.AuthRoleListRequest;
import io.fireweed.api.rpc.AuthRoleRevokePermissionRequest;
import io.fireweed.api.rpc.AuthUserAddRequest;
import io.fireweed.api.rpc.AuthUserChangePasswordRequest;
import io.fireweed.api.rpc.AuthUserDeleteRequest;
import io.fireweed.api.rpc.AuthUserGetRequest;
import io.fireweed.api.rpc.AuthUserGrantRoleRequest;
import io.fireweed.api.rpc.AuthUserListRequest;
import io.fireweed.api.rpc.AuthUserRevokeRoleRequest;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.HashKVRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseLeasesRequest;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.LeaseTimeToLiveRequest;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.auth.Permission;
import io.fireweed.api.rpc.auth.UserAddOptions;
import io.fireweed.it.served.Ask;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/// Random changes of users and roles, and random calls on behalf of one or the other.
final class AuthScript implements Script {
  private static final List<String> USERS = List.of("root", "u1", "u2", "u3");
  private static final List<String> ROLES = List.of("root", "r1", "r2", "r3");
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f");
  private static final List<Long> LEASES = List.of(1L, 2L);

  private final Random random;
  private final Deque<Step> first = new ArrayDeque<>();

  AuthScript(Random random) {
    this.random = random;
    begin();
  }

  /// Most of the time users and roles are there and the keys are guarded.
  private void begin() {
    for (String user : USERS) {
      first.add(userAdd(user));
    }
    for (String role : ROLES) {
      first.add(roleAdd(role));
    }
    first.add(grant("root", "root"));
    for (int i = 1; i <= 3; i++) {
      first.add(grant("u" + i, "r" + i));
      first.add(allow("r" + i));
    }
    enable();
  }

  private void enable() {
    first.add(Step.of(AuthGrpc.getAuthEnableMethod(), AuthEnableRequest.getDefaultInstance()));
  }

  @Override
  public Step next(long revision) {
    if (!first.isEmpty()) {
      return first.remove();
    }
    int draw = random.nextInt(100);
    if (draw < 22) {
      return login();
    } else if (draw < 40) {
      return change();
    } else if (draw < 46) {
      return look();
    } else if (draw < 80) {
      return keys(revision);
    } else if (draw < 90) {
      return lease();
    } else if (draw < 93) {
      return new Step.Watch(watch());
    } else if (draw < 97) {
      return maintenance(revision);
    } else if (draw == 97) {
      return new Step.Restart();
    } else if (draw == 98) {
      enable();
      first.addFirst(new Step.Login("root", "root"));
      return Step.of(AuthGrpc.getAuthDisableMethod(), AuthDisableRequest.getDefaultInstance());
    }
    enable();
    return first.remove();
  }

  /// Differs: up to 3.5.30 the right on the first key lets a watch see all keys from it on.
  private WatchCreateRequest watch() {
    WatchCreateRequest.Builder watch = WatchCreateRequest.newBuilder().setKey(key());
    ByteString end = endAbove(watch.getKey());
    return one(2) || end.equals(Ask.OPEN) ? watch.build() : watch.setRangeEnd(end).build();
  }

  private Step login() {
    String user = from(USERS);
    if (one(8)) {
      return new Step.Login("", "");
    }
    return new Step.Login(user, one(12) ? "wrong" : user);
  }

  private Step change() {
    String user = one(10) ? "stranger" : from(USERS);
    String role = one(10) ? "unknown" : from(ROLES);
    return switch (random.nextInt(11)) {
      case 0 -> userAdd(one(20) ? "" : user);
      case 1 ->
          Step.of(
              AuthGrpc.getUserDeleteMethod(),
              AuthUserDeleteRequest.newBuilder().setName(user).build());
      case 2 -> grant(user, role);
      case 3 -> grant(user, role);
      case 4 ->
          Step.of(
              AuthGrpc.getUserRevokeRoleMethod(),
              AuthUserRevokeRoleRequest.newBuilder().setName(user).setRole(role).build());
      case 5 -> roleAdd(one(20) ? "" : role);
      case 6 ->
          Step.of(
              AuthGrpc.getRoleDeleteMethod(),
              AuthRoleDeleteRequest.newBuilder().setRole(role).build());
      case 7, 8 -> allow(role);
      case 9 -> {
        AuthRoleRevokePermissionRequest.Builder revoke =
            AuthRoleRevokePermissionRequest.newBuilder().setRole(role).setKey(key());
        yield Step.of(
            AuthGrpc.getRoleRevokePermissionMethod(),
            one(2) ? revoke.build() : revoke.setRangeEnd(end()).build());
      }
      default ->
          Step.of(
              AuthGrpc.getUserChangePasswordMethod(),
              AuthUserChangePasswordRequest.newBuilder().setName(user).setPassword(user).build());
    };
  }

  private Step userAdd(String name) {
    AuthUserAddRequest.Builder add =
        AuthUserAddRequest.newBuilder().setName(name).setPassword(name);
    if (one(15)) {
      add.setPassword("").setOptions(UserAddOptions.newBuilder().setNoPassword(true));
    }
    return Step.of(AuthGrpc.getUserAddMethod(), add.build());
  }

  private static Step roleAdd(String name) {
    return Step.of(
        AuthGrpc.getRoleAddMethod(), AuthRoleAddRequest.newBuilder().setName(name).build());
  }

  private static Step grant(String user, String role) {
    return Step.of(
        AuthGrpc.getUserGrantRoleMethod(),
        AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build());
  }

  private Step allow(String role) {
    AuthRoleGrantPermissionRequest.Builder grant =
        AuthRoleGrantPermissionRequest.newBuilder().setName(role);
    if (!one(20)) {
      Permission.Builder permission =
          Permission.newBuilder().setPermTypeValue(random.nextInt(3)).setKey(key());
      grant.setPerm(one(2) ? permission : permission.setRangeEnd(end()));
    }
    return Step.of(AuthGrpc.getRoleGrantPermissionMethod(), grant.build());
  }

  private Step look() {
    return switch (random.nextInt(4)) {
      case 0 ->
          Step.of(
              AuthGrpc.getUserGetMethod(),
              AuthUserGetRequest.newBuilder().setName(from(USERS)).build());
      case 1 ->
          Step.of(
              AuthGrpc.getRoleGetMethod(),
              // Differs: 3.6 began to say that root may do everything, whatever was granted to it.
              AuthRoleGetRequest.newBuilder().setRole("r" + random.nextInt(5)).build());
      case 2 -> Step.of(AuthGrpc.getUserListMethod(), AuthUserListRequest.getDefaultInstance());
      default -> Step.of(AuthGrpc.getRoleListMethod(), AuthRoleListRequest.getDefaultInstance());
    };
  }

  private Step keys(long revision) {
    return switch (random.nextInt(7)) {
      case 0, 1 -> Step.of(KVGrpc.getPutMethod(), put());
      case 2, 3 -> Step.of(KVGrpc.getRangeMethod(), range(revision));
      case 4 -> Step.of(KVGrpc.getDeleteRangeMethod(), delete());
      default -> {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        if (one(2)) {
          Compare.Builder compare =
              Compare.newBuilder().setKey(key()).setTargetValue(random.nextInt(3));
          txn.addCompare(one(3) ? compare.setRangeEnd(endAbove(compare.getKey())) : compare);
        }
        if (one(2)) {
          txn.addSuccess(Ask.op(put().toBuilder()));
        }
        if (one(2)) {
          txn.addSuccess(Ask.op(range(revision).toBuilder()));
        }
        if (one(2)) {
          txn.addFailure(Ask.op(delete().toBuilder()));
        }
        if (one(4)) {
          txn.addFailure(Ask.op(Ask.txn().addSuccess(Ask.op(put().toBuilder()))));
        }
        yield Step.of(KVGrpc.getTxnMethod(), txn.build());
      }
    };
  }

  /// A range that is upside down holds no key. Whether a user may ask for it depends in etcd on the
  /// shape of a tree; with us, on the right on its first key. So nobody asks.
  private ByteString endAbove(ByteString key) {
    ByteString end = end();
    boolean isOpen = end.size() == 1 && end.byteAt(0) == 0;
    boolean isAbove = ByteString.unsignedLexicographicalComparator().compare(end, key) > 0;
    return isOpen || isAbove ? end : key.concat(Ask.bytes("z"));
  }

  private PutRequest put() {
    PutRequest.Builder put =
        PutRequest.newBuilder().setKey(key()).setValue(Ask.bytes("v")).setPrevKv(one(4));
    return one(4) ? put.setLease(from(LEASES)).build() : put.build();
  }

  private RangeRequest range(long revision) {
    RangeRequest.Builder range =
        RangeRequest.newBuilder().setKey(key()).setSerializable(one(3)).setCountOnly(one(5));
    if (one(12)) {
      range.setRevision(revision + 5);
    }
    return one(2) ? range.setRangeEnd(endAbove(range.getKey())).build() : range.build();
  }

  private DeleteRangeRequest delete() {
    DeleteRangeRequest.Builder delete =
        DeleteRangeRequest.newBuilder().setKey(key()).setPrevKv(one(3));
    return one(3) ? delete.setRangeEnd(endAbove(delete.getKey())).build() : delete.build();
  }

  private Step lease() {
    long id = from(LEASES);
    return switch (random.nextInt(6)) {
      case 0, 1 ->
          Step.of(
              LeaseGrpc.getLeaseGrantMethod(),
              LeaseGrantRequest.newBuilder().setID(id).setTTL(1000).build());
      case 2 ->
          Step.of(
              LeaseGrpc.getLeaseRevokeMethod(), LeaseRevokeRequest.newBuilder().setID(id).build());
      case 3 ->
          Step.of(
              LeaseGrpc.getLeaseTimeToLiveMethod(),
              LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(one(2)).build());
      case 4 ->
          Step.of(
              LeaseGrpc.getLeaseKeepAliveMethod(),
              LeaseKeepAliveRequest.newBuilder().setID(id).build());
      default -> Step.of(LeaseGrpc.getLeaseLeasesMethod(), LeaseLeasesRequest.getDefaultInstance());
    };
  }

  private Step maintenance(long revision) {
    return switch (random.nextInt(3)) {
      case 0 -> Step.of(MaintenanceGrpc.getHashKVMethod(), HashKVRequest.getDefaultInstance());
      case 1 -> Step.of(MaintenanceGrpc.getAlarmMethod(), AlarmRequest.getDefaultInstance());
      default ->
          Step.of(
              KVGrpc.getCompactMethod(),
              CompactionRequest.newBuilder().setRevision(Math.max(1, revision - 3)).build());
    };
  }

  private ByteString key() {
    return one(40) ? ByteString.EMPTY : Ask.bytes(from(KEYS));
  }

  private ByteString end() {
    return one(6) ? Ask.OPEN : Ask.bytes(from(KEYS));
  }

  private boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  private <T> T from(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
