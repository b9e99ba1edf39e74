package io.fireweed.server.lease;

import io.fireweed.storage.apply.ApplyResult.Remaining;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What a lessor asks of its cluster. Both return at once.
///
/// The futures are completed when the request is applied, exceptionally if it is not known to be.
public interface LeaseOrders {
  /// Asks that a lease end, provided that this member still leads.
  CompletableFuture<?> revoke(long id);

  /// Asks that everyone remember how much time these leases have left.
  CompletableFuture<?> checkpoint(List<Remaining> leases);
}
