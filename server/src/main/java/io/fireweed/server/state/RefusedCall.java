package io.fireweed.server.state;

import io.fireweed.api.error.EtcdError;

/// A client's call ends with an error of etcd's.
public final class RefusedCall extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final EtcdError error;

  public RefusedCall(EtcdError error) {
    super(error.text(), null, false, false);
    this.error = error;
  }

  public EtcdError error() {
    return error;
  }
}
