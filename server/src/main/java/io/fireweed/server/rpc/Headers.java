package io.fireweed.server.rpc;

import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.format.wire.ProtoWriter;
import io.fireweed.server.member.Member;

/// The header of every response: who answers, and how far it is.
///
/// | field | name |
/// |---|---|
/// | 1 | cluster_id |
/// | 2 | member_id |
/// | 3 | revision, of the store |
/// | 4 | raft_term |
///
/// Source: etcd rpc.proto, 3.7.1.
public final class Headers {
  private static final int MAX_BYTES = 44;

  private final Member member;

  public Headers(Member member) {
    this.member = member;
  }

  /// Writes field 1 of a response.
  void write(ProtoWriter response, long revision) {
    ProtoWriter header = new ProtoWriter(MAX_BYTES);
    header
        .varintUnlessZero(1, member.clusterId())
        .varintUnlessZero(2, member.id())
        .varintUnlessZero(3, revision)
        .varintUnlessZero(4, member.cluster().term());
    response.message(1, header);
  }

  /// {@return the header at a revision}
  public ResponseHeader at(long revision) {
    return ResponseHeader.newBuilder()
        .setClusterId(member.clusterId())
        .setMemberId(member.id())
        .setRevision(revision)
        .setRaftTerm(member.cluster().term())
        .build();
  }

  /// {@return the header at the current revision}
  public ResponseHeader now() {
    return at(member.state().revision());
  }
}
