package io.fireweed.server.metrics;

import io.fireweed.api.rpc.InternalRaftRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// How long it takes to apply each kind of request: `etcd_server_apply_duration_seconds`.
///
/// A request's kind is the number of its field in `InternalRaftRequest`; its name there, in Go's
/// writing, is the label `op`. A series is there as soon as it has a value, as in etcd.
///
/// For one thread.
public final class ApplyTimes {
  private static final String PRESENT = "v3";
  private static final int OLD_STORE = InternalRaftRequest.V2_FIELD_NUMBER;

  private final Family<Histogram> family;
  private final Map<Integer, Histogram> good = new HashMap<>();
  private final Map<Integer, Histogram> bad = new HashMap<>();

  ApplyTimes(Family<Histogram> family) {
    this.family = family;
  }

  /// Records that a request was carried out.
  ///
  /// @param field its kind; 0 if it is none
  public void succeeded(int field, double seconds) {
    good.computeIfAbsent(field, kind -> series(kind, "true")).observe(seconds);
  }

  /// Records that a request was refused.
  ///
  /// @param field its kind; 0 if it is none
  public void failed(int field, double seconds) {
    bad.computeIfAbsent(field, kind -> series(kind, "false")).observe(seconds);
  }

  private Histogram series(int field, String success) {
    return field == OLD_STORE
        ? family.with("PUT", success, "v2")
        : family.with(operation(field), success, PRESENT);
  }

  private static String operation(int field) {
    var known = InternalRaftRequest.getDescriptor().findFieldByNumber(field);
    if (known == null) {
      return "unknown";
    }
    StringBuilder name = new StringBuilder();
    for (String word : known.getName().split("_")) {
      name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return name.toString();
  }
}
