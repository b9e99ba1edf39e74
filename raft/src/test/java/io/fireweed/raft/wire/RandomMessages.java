package io.fireweed.raft.wire;

import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.message.Ballot;
import io.fireweed.raft.message.ElectionMessage.Cause;
import io.fireweed.raft.message.ElectionMessage.TimeoutNow;
import io.fireweed.raft.message.ElectionMessage.TransferLeader;
import io.fireweed.raft.message.ElectionMessage.VoteReply;
import io.fireweed.raft.message.ElectionMessage.VoteRequest;
import io.fireweed.raft.message.LogMessage.Append;
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import io.fireweed.raft.message.LogMessage.AppendRejected;
import io.fireweed.raft.message.LogMessage.Heartbeat;
import io.fireweed.raft.message.LogMessage.HeartbeatReply;
import io.fireweed.raft.message.LogMessage.InstallSnapshot;
import io.fireweed.raft.message.LogMessage.Propose;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.message.ReadMessage.ReadIndexReply;
import io.fireweed.raft.message.ReadMessage.ReadIndexRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Messages that members could send, of every kind, zeros and large numbers among them.
final class RandomMessages {
  private final Random random;

  RandomMessages(Random random) {
    this.random = random;
  }

  PeerMessage next() {
    long to = member();
    long from = member();
    long term = from(1);
    return switch (random.nextInt(14)) {
      case 0 -> new Propose(to, from, proposals());
      case 1, 2 -> append(to, from, term);
      case 3 -> new AppendAccepted(to, from, term, from(0));
      case 4 -> new AppendRejected(to, from, term, from(0), from(0), from(0));
      case 5 -> new VoteRequest(ballot(), to, from, term, from(0), from(0), cause());
      case 6 -> new VoteReply(ballot(), to, from, term, random.nextBoolean());
      case 7 -> new InstallSnapshot(to, from, term, snapshot(term));
      case 8 -> new Heartbeat(to, from, term, from(0), bytes());
      case 9 -> new HeartbeatReply(to, from, term, bytes());
      case 10 -> new TransferLeader(to, from, term);
      case 11 -> new TimeoutNow(to, from, term);
      case 12 -> new ReadIndexRequest(to, from, bytes());
      default -> new ReadIndexReply(to, from, term, from(0), bytes());
    };
  }

  /// {@return an entry with a place in the log}
  Entry entry() {
    EntryType type = EntryType.values()[random.nextInt(EntryType.values().length)];
    return new Entry(from(1), from(1), type, data(type));
  }

  private Append append(long to, long from, long term) {
    long previousIndex = from(0);
    long previousTerm = previousIndex == 0 ? 0 : upTo(term);
    List<Entry> entries = new ArrayList<>();
    long last = Math.max(previousTerm, 1);
    for (int left = random.nextInt(5); left > 0; left--) {
      last += random.nextInt(3) == 0 ? random.nextLong(term - last + 1) : 0;
      EntryType type = EntryType.values()[random.nextInt(EntryType.values().length)];
      entries.add(new Entry(last, previousIndex + 1 + entries.size(), type, data(type)));
    }
    return new Append(to, from, term, previousTerm, previousIndex, entries, from(0));
  }

  private List<Entry> proposals() {
    return Stream.generate(() -> entry())
        .limit(1 + random.nextInt(3))
        .map(entry -> new Entry(0, 0, entry.type(), entry.data()))
        .toList();
  }

  private Bytes data(EntryType type) {
    return switch (type) {
      case NORMAL -> bytes();
      case CONF_CHANGE ->
          new ConfChange(random.nextLong(), change(), member(), bytes()).encode(dialect());
      case CONF_CHANGE_V2 ->
          random.nextBoolean()
              ? Bytes.EMPTY
              : new ConfChangeV2(
                      random.nextInt(3),
                      List.of(new ConfChangeV2.Single(change(), member())),
                      bytes())
                  .encode();
    };
  }

  private ConfChangeType change() {
    return ConfChangeType.values()[random.nextInt(ConfChangeType.values().length)];
  }

  private Dialect dialect() {
    return random.nextBoolean() ? Dialect.EXPLICIT_ZEROS : Dialect.IMPLICIT_ZEROS;
  }

  private RaftSnapshot snapshot(long term) {
    ConfState members =
        new ConfState(members(), members(), members(), members(), random.nextBoolean());
    return new RaftSnapshot(bytes(), members, from(1), upTo(term));
  }

  private List<Long> members() {
    return Stream.generate(this::member).limit(random.nextInt(4)).toList();
  }

  private Ballot ballot() {
    return random.nextBoolean() ? Ballot.VOTE : Ballot.PRE_VOTE;
  }

  private Cause cause() {
    return random.nextBoolean() ? Cause.TIMEOUT : Cause.TRANSFER;
  }

  private long member() {
    return random.nextBoolean() ? 1 + random.nextInt(9) : random.nextLong(Long.MIN_VALUE, -2);
  }

  private long upTo(long limit) {
    return 1 + random.nextLong(limit);
  }

  private long from(long least) {
    return switch (random.nextInt(4)) {
      case 0 -> least;
      case 1 -> least + random.nextInt(300);
      case 2 -> MessageCodec.MAX_POSITION - 10;
      default -> least + random.nextLong(1L << 1 + random.nextInt(60));
    };
  }

  private Bytes bytes() {
    byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(4)];
    random.nextBytes(bytes);
    return Bytes.of(bytes);
  }
}
