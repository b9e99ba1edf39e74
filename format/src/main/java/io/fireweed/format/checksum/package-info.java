/// The three checksums of etcd's files.
///
/// [Crc32c] guards WAL records, `.snap` files and is the value of every hash that etcd prints;
/// [Fnv1a64] guards a bbolt meta page; [Sha256Trailer] ends a file that `snapshot save` wrote.
@NullMarked
package io.fireweed.format.checksum;

import org.jspecify.annotations.NullMarked;
