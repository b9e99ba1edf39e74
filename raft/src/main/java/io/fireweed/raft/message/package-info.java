/// What members of a raft group say to each other, and to their own storage.
///
/// [Message] is sealed twice: a [PeerMessage] crosses the network, a [StorageMessage] goes to the
/// threads that append and apply when storage is asynchronous. Variants stand in the file of their
/// room: [ElectionMessage], [LogMessage], [ReadMessage]. [FlatMessage] is the same message as etcd
/// lays it out, with every field any variant may carry; descriptions and encodings go through it.
/// [Describe] writes what traces show.
///
/// Ids are u64; 0 is nobody. Terms and indexes are u64, from 1 once known.
@NullMarked
package io.fireweed.raft.message;

import org.jspecify.annotations.NullMarked;
