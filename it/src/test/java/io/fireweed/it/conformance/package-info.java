/// What a server of etcd's API must do, asked of real etcds and of our member in the same words.
///
/// Every class with [EverySubject] runs once for each [io.fireweed.it.served.Subject]; the bodies
/// do not know which one they talk to. Where releases differ the case says so with a
/// [io.fireweed.it.served.Differs] and the reason, and our member is held to the newest. Classes
/// that extend [SharedServer] share one server a subject and keep to keys of their own; the others
/// start theirs.
@NullMarked
package io.fireweed.it.conformance;

import org.jspecify.annotations.NullMarked;
