/// The deterministic state machine: MVCC, leases, auth, membership, the Applier.
@NullMarked
package io.fireweed.storage;

import org.jspecify.annotations.NullMarked;
