/// One bbolt db as etcd uses it: ten buckets and one long-running transaction.
///
/// [Backend] holds the transaction that all stores write through, so that whatever one log entry
/// changes, together with its index, becomes visible and durable at once.
@NullMarked
package io.fireweed.storage.backend;

import org.jspecify.annotations.NullMarked;
