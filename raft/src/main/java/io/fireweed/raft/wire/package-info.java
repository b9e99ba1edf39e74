/// Messages between members as bytes: etcd's protobuf, byte for byte, in the forms of its releases.
///
/// Reading order: [WireRelease] (what differs between releases), [MessageCodec] (the door, with
/// worked bytes), [EntryCodec] (an entry alone, as etcd's append streams frame it). Behind the
/// door: [MessageField] and [MessageShape] say which fields a kind of message has, [MessageWriter]
/// writes them, [MessageReader] takes them from outside, [MessageRules] and [EntryRules] say what
/// must hold before the core sees them.
///
/// Who may call: whatever carries messages between members. Invariants: decoding either gives a
/// message that keeps every rule or throws a [io.fireweed.format.fault.CorruptException] that names
/// field and offset; no loop and no allocation exceeds the bytes given; `decode(encode(m, r))`
/// equals `m` for every release `r`.
///
/// How it was verified: the forms of 3.4 and 3.5 with the bytes of real clusters of etcd 3.4.23 and
/// 3.5.30, every message written again to the same bytes; a few of each kind stand beside the
/// tests, and a test takes them anew where the programs are installed. Only MsgTransferLeader was
/// not among them: etcd's members hand over at the leader and do not send it. The forms of 3.6 and
/// 3.7 are derived from the protobuf definitions of raft 3.6.0 and 3.7.0 and from which fields
/// their sources set; no server wrote them for us, but members of 3.4 and 3.5 read them and work.
///
/// What newer releases may add: fields of messages and entries that are not known here are passed
/// over, as etcd does. A snapshot must be known in full, for it replaces what a member has. A known
/// field that says something in a kind of message that no release sets it in is refused.
///
/// Where bytes can differ from etcd's: 3.7 writes an explicit type 0 in the empty entry that stands
/// for a refused membership change, and an explicit index 0 when a follower accepts an empty append
/// before the first entry. Both read the same; here the zeros are left out.
@NullMarked
package io.fireweed.raft.wire;

import org.jspecify.annotations.NullMarked;
