/// The program `fireweed`: one class for each verb.
///
/// [Fireweed] lists the verbs; each verb's class holds its flags, its help and what it prints. Work
/// is done in `io.fireweed.recovery`; nothing here reads a file of etcd itself.
@NullMarked
package io.fireweed.cli.fireweed;

import org.jspecify.annotations.NullMarked;
