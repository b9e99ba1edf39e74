/// The `etcdctl` command line: [EtcdCtl] is the program, its offline commands live in `etcdutl`.
///
/// Reading order: [GlobalFlags] and [Dialling] say how a cluster is reached, [Online] asks it and
/// prints the answer in the format of `--write-out`, then one class for each command or family.
/// [MessageJson] prints any answer in JSON, [KeyValueText] rows in the two text formats,
/// [KeyRange] reads which keys are meant.
///
/// Commands that go on until they are ended: [WatchCommand], [LockCommand], [ElectCommand],
/// [MakeMirrorCommand]; [UntilSignal] lets them put things in order.
///
/// Nobody calls this package but its `main`. Invariants: what was typed is checked before a
/// connection is made; words and exit codes are those of etcd's tool, which the tests compare.
@NullMarked
package io.fireweed.cli.etcdctl;

import org.jspecify.annotations.NullMarked;
