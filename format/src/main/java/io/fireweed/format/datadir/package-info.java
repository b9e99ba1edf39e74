/// Names and places inside the data directory of an etcd member.
///
/// Reading order: [MemberDir] (where everything is), [MemberFile] and [FileRole] (what is there),
/// [InUse] (whether a program works on it).
///
/// Who may call: recovery and the command line. Invariant: nothing here creates, locks for longer
/// than a moment, or modifies anything.
@NullMarked
package io.fireweed.format.datadir;

import org.jspecify.annotations.NullMarked;
