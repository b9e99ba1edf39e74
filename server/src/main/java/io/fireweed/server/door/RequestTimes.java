package io.fireweed.server.door;

import io.fireweed.server.metrics.Family;
import io.fireweed.server.metrics.Histogram;
import io.grpc.Status;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How long the calls take that become requests to the state, by etcd's names for these:
/// `etcd_server_request_duration_seconds`. A series is there as soon as it has a value.
final class RequestTimes {
  private static final double NANOS = 1e9;
  private static final String ROOT = "etcdserverpb.";

  /// Methods by service. In the log a method of Auth has that word before it.
  private static final Map<String, String[]> METHODS =
      Map.of(
          "KV/", new String[] {"Range", "Put", "DeleteRange", "Txn"},
          "Lease/", new String[] {"LeaseGrant", "LeaseRevoke"},
          "Maintenance/", new String[] {"Alarm"});

  private static final String[] AUTH = {
    "UserAdd",
    "UserGet",
    "UserList",
    "UserDelete",
    "UserChangePassword",
    "UserGrantRole",
    "UserRevokeRole",
    "RoleAdd",
    "RoleGet",
    "RoleList",
    "RoleDelete",
    "RoleGrantPermission",
    "RoleRevokePermission"
  };

  private final Map<String, Times> byMethod = new HashMap<>();

  RequestTimes(Family<Histogram> family) {
    METHODS.forEach(
        (service, methods) -> {
          for (String method : methods) {
            byMethod.put(ROOT + service + method, new Times(family, method));
          }
        });
    byMethod.put(ROOT + "KV/Compact", new Times(family, "Compaction"));
    for (String method : AUTH) {
      byMethod.put(ROOT + "Auth/" + method, new Times(family, "Auth" + method));
    }
    for (String method : new String[] {"AuthEnable", "AuthDisable", "AuthStatus", "Authenticate"}) {
      byMethod.put(ROOT + "Auth/" + method, new Times(family, method));
    }
  }

  void ended(String method, Status status, long tookNanos) {
    @Nullable Times times = byMethod.get(method);
    if (times != null) {
      times.of(status).observe(tookNanos / NANOS);
    }
  }

  /// The two series of one kind of request.
  private static final class Times {
    private final Family<Histogram> family;
    private final String type;
    private volatile @Nullable Histogram good;
    private volatile @Nullable Histogram bad;

    Times(Family<Histogram> family, String type) {
      this.family = family;
      this.type = type;
    }

    Histogram of(Status status) {
      Histogram known = status.isOk() ? good : bad;
      if (known != null) {
        return known;
      }
      Histogram made = family.with(Boolean.toString(status.isOk()), type);
      if (status.isOk()) {
        good = made;
      } else {
        bad = made;
      }
      return made;
    }
  }
}
