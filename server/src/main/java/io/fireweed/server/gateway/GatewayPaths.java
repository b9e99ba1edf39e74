package io.fireweed.server.gateway;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.fireweed.api.rpc.AuthProto;
import io.fireweed.api.rpc.ClusterProto;
import io.fireweed.api.rpc.KvProto;
import io.fireweed.api.rpc.LeaseProto;
import io.fireweed.api.rpc.MaintenanceProto;
import io.fireweed.api.rpc.WatchProto;
import io.fireweed.api.rpc.election.ElectionProto;
import io.fireweed.api.rpc.lock.LockProto;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which path calls which method. All are POST, all begin with [#ROOT].
///
/// Source: the HTTP annotations of etcd's rpc.proto, 3.7.1; `kv/lease/…` are those of 3.3.
public final class GatewayPaths {
  /// Where the gateway begins.
  public static final String ROOT = "/v3/";

  private static final Map<String, MethodDescriptor> PATHS = new HashMap<>();

  static {
    ServiceDescriptor kv = service(KvProto.getDescriptor(), "KV");
    map(kv, "kv/range", "Range");
    map(kv, "kv/put", "Put");
    map(kv, "kv/deleterange", "DeleteRange");
    map(kv, "kv/txn", "Txn");
    map(kv, "kv/compaction", "Compact");
    map(service(WatchProto.getDescriptor(), "Watch"), "watch", "Watch");
    mapLease(service(LeaseProto.getDescriptor(), "Lease"));
    ServiceDescriptor cluster = service(ClusterProto.getDescriptor(), "Cluster");
    map(cluster, "cluster/member/add", "MemberAdd");
    map(cluster, "cluster/member/remove", "MemberRemove");
    map(cluster, "cluster/member/update", "MemberUpdate");
    map(cluster, "cluster/member/list", "MemberList");
    map(cluster, "cluster/member/promote", "MemberPromote");
    mapMaintenance(service(MaintenanceProto.getDescriptor(), "Maintenance"));
    mapAuth(service(AuthProto.getDescriptor(), "Auth"));
    ServiceDescriptor election = service(ElectionProto.getDescriptor(), "Election");
    map(election, "election/campaign", "Campaign");
    map(election, "election/proclaim", "Proclaim");
    map(election, "election/leader", "Leader");
    map(election, "election/observe", "Observe");
    map(election, "election/resign", "Resign");
    ServiceDescriptor lock = service(LockProto.getDescriptor(), "Lock");
    map(lock, "lock/lock", "Lock");
    map(lock, "lock/unlock", "Unlock");
  }

  private GatewayPaths() {}

  private static void mapLease(ServiceDescriptor lease) {
    map(lease, "lease/grant", "LeaseGrant");
    map(lease, "lease/revoke", "LeaseRevoke");
    map(lease, "kv/lease/revoke", "LeaseRevoke");
    map(lease, "lease/keepalive", "LeaseKeepAlive");
    map(lease, "lease/timetolive", "LeaseTimeToLive");
    map(lease, "kv/lease/timetolive", "LeaseTimeToLive");
    map(lease, "lease/leases", "LeaseLeases");
    map(lease, "kv/lease/leases", "LeaseLeases");
  }

  private static void mapMaintenance(ServiceDescriptor maintenance) {
    map(maintenance, "maintenance/alarm", "Alarm");
    map(maintenance, "maintenance/status", "Status");
    map(maintenance, "maintenance/defragment", "Defragment");
    map(maintenance, "maintenance/hash", "Hash");
    map(maintenance, "maintenance/hashkv", "HashKV");
    map(maintenance, "maintenance/snapshot", "Snapshot");
    map(maintenance, "maintenance/transfer-leadership", "MoveLeader");
    map(maintenance, "maintenance/downgrade", "Downgrade");
  }

  private static void mapAuth(ServiceDescriptor auth) {
    map(auth, "auth/enable", "AuthEnable");
    map(auth, "auth/disable", "AuthDisable");
    map(auth, "auth/status", "AuthStatus");
    map(auth, "auth/authenticate", "Authenticate");
    map(auth, "auth/user/add", "UserAdd");
    map(auth, "auth/user/get", "UserGet");
    map(auth, "auth/user/list", "UserList");
    map(auth, "auth/user/delete", "UserDelete");
    map(auth, "auth/user/changepw", "UserChangePassword");
    map(auth, "auth/user/grant", "UserGrantRole");
    map(auth, "auth/user/revoke", "UserRevokeRole");
    map(auth, "auth/role/add", "RoleAdd");
    map(auth, "auth/role/get", "RoleGet");
    map(auth, "auth/role/list", "RoleList");
    map(auth, "auth/role/delete", "RoleDelete");
    map(auth, "auth/role/grant", "RoleGrantPermission");
    map(auth, "auth/role/revoke", "RoleRevokePermission");
  }

  private static ServiceDescriptor service(FileDescriptor file, String name) {
    ServiceDescriptor found = file.findServiceByName(name);
    if (found == null) {
      throw new IllegalStateException(file.getName() + " has no service " + name);
    }
    return found;
  }

  private static void map(ServiceDescriptor service, String path, String method) {
    MethodDescriptor found = service.findMethodByName(method);
    if (found == null) {
      throw new IllegalStateException(service.getFullName() + " has no method " + method);
    }
    PATHS.put(ROOT + path, found);
  }

  /// {@return the method behind a path}
  static Optional<MethodDescriptor> find(String path) {
    return Optional.ofNullable(PATHS.get(path));
  }
}
