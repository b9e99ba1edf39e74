/// What etcd keeps in its db: the names, the rows, the hashes over them, and what they are worth.
///
/// Reading order: [EtcdBucket], [RevisionKey], [KeyValue], [MetaKey], [MemberRow]; the other rows
/// as needed.
///
/// Every row type has the same shape: a record; `key()` and `value()` give the bytes as etcd writes
/// them; `decode` is strict and refuses with a `CorruptException` that names the place.
///
/// Callers: everything that reads or writes a db. Invariants: what was decoded from etcd's bytes
/// encodes to the same bytes; nothing here keeps a segment it was given, except [KeyValueView].
@NullMarked
package io.fireweed.format.schema;

import org.jspecify.annotations.NullMarked;
