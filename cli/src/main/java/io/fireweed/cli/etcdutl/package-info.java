/// The `etcdutl` command line, and the offline commands that `etcdctl` of 3.4 and 3.5 had too.
///
/// [EtcdUtl] is the program; every other class is one command. [OfflineFile] opens what a user
/// named, under a lock that keeps a running etcd out.
///
/// Callers: nobody but the launchers and `etcdctl`. Invariants: flags, messages and exit codes are
/// those of etcd's tools; what is stricter here says so in its help.
@NullMarked
package io.fireweed.cli.etcdutl;

import org.jspecify.annotations.NullMarked;
