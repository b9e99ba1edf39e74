package io.fireweed.raft.message;

import io.fireweed.format.wire.Bytes;

/// Who shall lead.
public sealed interface ElectionMessage extends PeerMessage {

  /// A candidate asks for a vote.
  ///
  /// @param term the term to be led: for [Ballot#PRE_VOTE] the candidate's own plus 1
  /// @param lastTerm term of the candidate's last entry
  /// @param lastIndex index of the candidate's last entry
  record VoteRequest(
      Ballot ballot, long to, long from, long term, long lastTerm, long lastIndex, Cause cause)
      implements ElectionMessage {
    @Override
    public MessageType type() {
      return ballot.request();
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).at(lastTerm, lastIndex).withContext(cause.context()).done();
    }
  }

  /// Why an election is held; on the wire in the context.
  enum Cause {
    /// Nothing was heard of a leader.
    TIMEOUT,
    /// The leader asked for it, so its lease binds nobody.
    TRANSFER;

    /// What the wire says for [#TRANSFER]; anything else stands for [#TIMEOUT].
    static final Bytes TRANSFER_CONTEXT = Bytes.ofUtf8("CampaignTransfer");

    /// {@return the cause that this context of a [VoteRequest] stands for}
    public static Cause of(Bytes context) {
      return context.equals(TRANSFER_CONTEXT) ? TRANSFER : TIMEOUT;
    }

    Bytes context() {
      return switch (this) {
        case TIMEOUT -> Bytes.EMPTY;
        case TRANSFER -> TRANSFER_CONTEXT;
      };
    }
  }

  /// The answer to a [VoteRequest].
  ///
  /// @param term a granted pre-vote echoes the term asked for; else the voter's own
  record VoteReply(Ballot ballot, long to, long from, long term, boolean isRejected)
      implements ElectionMessage {
    @Override
    public MessageType type() {
      return ballot.reply();
    }

    @Override
    public FlatMessage flat() {
      FlatMessage.Draft flat = FlatMessage.of(this);
      return (isRejected ? flat.rejected(0) : flat).done();
    }
  }

  /// Asks the leader to hand over to `from`.
  ///
  /// @param from the member that shall lead, not the one that sends
  record TransferLeader(long to, long from, long term) implements ElectionMessage {
    @Override
    public MessageType type() {
      return MessageType.TRANSFER_LEADER;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).done();
    }
  }

  /// The leader tells the member it hands over to to hold an election now.
  record TimeoutNow(long to, long from, long term) implements ElectionMessage {
    @Override
    public MessageType type() {
      return MessageType.TIMEOUT_NOW;
    }

    @Override
    public FlatMessage flat() {
      return FlatMessage.of(this).done();
    }
  }
}
