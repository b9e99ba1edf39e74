/// The same random requests to a real etcd and to another server, whose answers must be the same.
///
/// [KvScript] and [AuthScript] draw the requests from a seed; a [Duel] asks both servers, compares
/// answer by answer and, at the end, what watches saw and the hash of the keyspace. [Answers]
/// leaves out of an answer what cannot be equal: ids, terms, what is left of a time.
///
/// A failure prints the seed, the last requests and both answers.
@NullMarked
package io.fireweed.it.script;

import org.jspecify.annotations.NullMarked;
