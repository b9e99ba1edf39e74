package io.fireweed.it.served;

import io.fireweed.api.error.EtcdError;
import io.grpc.Status;

/// The behaviour of a server. Our member follows the newest.
public enum Release {
  V3_4,
  V3_5,
  V3_7;

  /// {@return whether this one came before `other`}
  public boolean isBefore(Release other) {
    return compareTo(other) < 0;
  }

  /// {@return the code with which this release sends an error}
  public Status.Code codeOf(EtcdError error) {
    return isBefore(V3_7) ? error.earlierCode() : error.code();
  }

  static Release of(String version) {
    if (version.startsWith("3.4.")) {
      return V3_4;
    }
    return version.startsWith("3.5.") ? V3_5 : V3_7;
  }
}
