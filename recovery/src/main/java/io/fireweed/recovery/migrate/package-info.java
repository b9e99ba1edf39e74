/// Changes the storage version of a stopped member's db, so that an older or newer etcd opens it.
///
/// [StorageMigration] does it; [WalVersion] tells which release the member's log needs.
///
/// Callers: the command line. Invariants: one transaction on the db, nothing else is written; the
/// db is locked against a running etcd.
@NullMarked
package io.fireweed.recovery.migrate;

import org.jspecify.annotations.NullMarked;
