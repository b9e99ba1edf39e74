/// Tests of the wire form of messages, with etcd itself as the judge.
///
/// [RecordingProxy] stands between real members and keeps what they say; [HttpTape] cuts that into
/// requests and answers, [PeerTape] into raft messages. [RecordedMessages] keeps a few of those.
@NullMarked
package io.fireweed.raft.wire;

import org.jspecify.annotations.NullMarked;
