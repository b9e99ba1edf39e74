package io.fireweed.raft.message;

/// Whether an election is held, or only asked about.
public enum Ballot {
  /// Would you vote for me? Changes no one's term or vote.
  PRE_VOTE(MessageType.PRE_VOTE, MessageType.PRE_VOTE_REPLY),
  /// Vote for me.
  VOTE(MessageType.VOTE, MessageType.VOTE_REPLY);

  private final MessageType request;
  private final MessageType reply;

  Ballot(MessageType request, MessageType reply) {
    this.request = request;
    this.reply = reply;
  }

  public MessageType request() {
    return request;
  }

  public MessageType reply() {
    return reply;
  }
}
