/// Bytes in memory and the protobuf wire format, without any schema.
///
/// Read [Bytes] first (an immutable byte string, the type of every small value in the project),
/// then [ProtoReader] and [ProtoWriter]. The reader knows the file and the offset of what it reads,
/// so that damage is reported where it lies. [HexPair] is the shape of names of segments and of
/// raft snapshot files. Nothing here allocates more than the bytes it was given.
@NullMarked
package io.fireweed.format.wire;

import org.jspecify.annotations.NullMarked;
