package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.storage.apply.ApplyResult.Rejected;

/// What a command did, and what is answered if it is a request on keys.
record Outcome(ApplyResult result, KvAnswer answer) {
  static Outcome of(ApplyResult result) {
    return new Outcome(result, Answering.NOTHING);
  }

  static Outcome rejected(EtcdError error) {
    return of(new Rejected(error));
  }
}
