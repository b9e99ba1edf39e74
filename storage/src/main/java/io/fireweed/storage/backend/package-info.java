/// One bbolt db as etcd uses it: ten buckets that all stores write through.
///
/// [Backend] is what stores see, [BucketRows] one of its buckets. [DirectBackend] is one long
/// transaction for tools. [BufferedBackend] is for a member: changes gather in a [Batch] in memory,
/// are sealed, and are written beside what is applied meanwhile; [PinnedRows] is how a reader keeps
/// what it saw. Either way whatever one log entry changes, together with its index, becomes visible
/// and durable at once.
///
/// Who may call: the stores of this module write; a member's state owns the buffered form and keeps
/// its threads apart.
@NullMarked
package io.fireweed.storage.backend;

import org.jspecify.annotations.NullMarked;
