/// The member's log: lines as etcd writes them, to where its settings say.
///
/// [MemberLog] opens it; [ZapLine] and [ConsoleLine] are the two shapes of a line; [RotatingFile]
/// turns a file over. [QuietStart] keeps every other program silent: libraries speak only once a
/// member's log is open. `cli.etcd` calls it.
@NullMarked
package io.fireweed.cli.etcd.log;

import org.jspecify.annotations.NullMarked;
