/// Leases and the keys that hang on them, without time.
///
/// [LeaseTable] holds the `lease` bucket's ids in memory and finds the keys of a lease. Nothing
/// here expires: a lease ends by a revocation in the log.
///
/// Memory: about 100 bytes of heap per lease. The keys are linked through the native records of
/// [io.fireweed.storage.mvcc.KeyIndex], so that attaching costs no heap at all; revoking a lease
/// needs about 32 bytes of heap per key of that lease, for the sort.
@NullMarked
package io.fireweed.storage.lease;

import org.jspecify.annotations.NullMarked;
