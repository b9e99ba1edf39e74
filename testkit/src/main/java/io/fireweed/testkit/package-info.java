/// Test material that needs the project's own formats.
///
/// [SnapshotGenerator] makes a db snapshot and [WalGenerator] a member's log, of any size, the same
/// bytes for the same arguments. What needs no format lives in `io.fireweed.fixtures`: real files,
/// real etcd processes, seeds. Called from tests and benchmarks only.
///
/// `embedded` is for the tests of others: an etcd inside the JVM.
@NullMarked
package io.fireweed.testkit;

import org.jspecify.annotations.NullMarked;
