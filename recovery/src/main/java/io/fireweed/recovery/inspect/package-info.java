/// What a file of etcd is, and what its parts mean, for people who look inside.
///
/// Read [Recognition] (which kind of file it is, by its content), then [EntryWords] (a log entry in
/// one line). The bytes themselves are the business of `format`.
///
/// Callers: the command line. Invariants: damage is a normal input; nothing is changed; passwords
/// and their hashes are never put into words.
@NullMarked
package io.fireweed.recovery.inspect;

import org.jspecify.annotations.NullMarked;
