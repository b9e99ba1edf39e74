/// The program `etcd`: one member.
///
/// [Etcd] reads what it is told, opens the log, starts the member and waits for a signal.
/// [Signals] and [InitDaemon] are its two ways to the system around it, over [Posix].
@NullMarked
package io.fireweed.cli.etcd;

import org.jspecify.annotations.NullMarked;
