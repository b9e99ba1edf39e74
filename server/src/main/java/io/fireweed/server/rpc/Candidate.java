package io.fireweed.server.rpc;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.storage.apply.Answered;

/// A key that waits until it is the oldest under its name.
///
/// @param key the name, `/`, and the lease in hex
/// @param createRevision by which it is old or young
/// @param entered the store's revision when it was there
record Candidate(ByteString prefix, ByteString key, long lease, long createRevision, long entered) {
  /// Puts the key, unless it is there already; then it keeps its age, and gets the value.
  static Candidate enter(LocalClient client, ByteString name, long wantedLease, ByteString value)
      throws InterruptedException {
    long lease = client.leaseOr(wantedLease);
    ByteString prefix = name.concat(ByteString.copyFromUtf8("/"));
    ByteString key = prefix.concat(ByteString.copyFromUtf8(Long.toString(lease, 16)));
    while (true) {
      Answered answered = client.putIfCreated(key, 0, value, lease);
      if (LocalClient.succeeded(answered)) {
        return new Candidate(prefix, key, lease, answered.revision(), answered.revision());
      }
      LocalClient.Found found = client.get(key);
      if (found.first().isPresent()) {
        KeyValue row = found.first().get();
        long created = row.getCreateRevision();
        if (row.getValue().equals(value)
            || LocalClient.succeeded(client.putIfCreated(key, created, value, lease))) {
          return new Candidate(prefix, key, lease, created, found.revision());
        }
      }
    }
  }

  /// Waits. {@return the store's revision when it was found to be the oldest} If the client goes
  /// meanwhile, the key goes too.
  long awaitTurn(LocalClient client) throws InterruptedException {
    try {
      return client.awaitOldest(prefix, createRevision, entered);
    } catch (InterruptedException clientIsGone) {
      client.abandon(key);
      throw clientIsGone;
    }
  }
}
