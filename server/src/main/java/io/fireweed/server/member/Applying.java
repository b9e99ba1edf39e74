package io.fireweed.server.member;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.snap.RestoreStore;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.raft.ReadState;
import io.fireweed.raft.RoleName;
import io.fireweed.raft.SoftState;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.loop.Application;
import io.fireweed.server.loop.RaftLoop;
import io.fireweed.server.state.StateMachine;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the loop does with a log's committed entries: the state first, then those who wait.
///
/// Everything but [#view()] and [#readsAlone()] is for the loop's thread.
final class Applying implements Application {
  private static final Logger log = LoggerFactory.getLogger(Applying.class);
  private static final int HEADER_FIELD = 100;

  private final long self;
  private final StateMachine state;
  private final Waits waits;
  private final long snapshotEntries;
  private final LongAdder leaderChanges = new LongAdder();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private Optional<RaftLoop> loop = Optional.empty();
  private Optional<ReadBarriers> barriers = Optional.empty();
  private ConfState members;
  private long membersIndex;
  private long snapshotIndex;
  private long term;
  private long committed;
  private SoftState standing = new SoftState(0, RoleName.FOLLOWER);
  private Optional<Answered> judged = Optional.empty();
  private volatile ClusterView view;
  private volatile boolean readsAlone;

  Applying(long self, DurableLog durable, StateMachine state, Waits waits, long snapshotEntries) {
    this.self = self;
    this.state = state;
    this.waits = waits;
    this.snapshotEntries = snapshotEntries;
    this.members = durable.confState();
    this.membersIndex = state.appliedIndex();
    this.snapshotIndex = durable.snapshot().map(RaftSnapshot::index).orElse(0L);
    this.term = durable.hardState().term();
    this.committed = durable.hardState().commit();
    this.view = currentView();
  }

  /// Before the loop starts.
  void begin(RaftLoop started, ReadBarriers reads) {
    loop = Optional.of(started);
    barriers = Optional.of(reads);
  }

  void follow(Follower follower) {
    followers.add(follower);
  }

  /// {@return how the cluster stands; for any thread}
  ClusterView view() {
    return view;
  }

  /// {@return whether reads need to ask nobody: this member alone decides what is committed, and
  /// whatever was acknowledged is applied; for any thread}
  ///
  /// The loop's thread applies before it acknowledges, so a client that was told of a write finds
  /// it in the state. Another voter can decide anything only after the change that adds it is
  /// applied here, which ends this first.
  boolean readsAlone() {
    return readsAlone;
  }

  /// {@return how often another leader was seen; for any thread}
  long leaderChanges() {
    return leaderChanges.sum();
  }

  @Override
  public void install(RaftSnapshot snapshot) {
    throw new IllegalStateException(
        "a snapshot at " + snapshot.index() + " from a leader, though this member is alone");
  }

  @Override
  public void apply(List<Entry> entries) {
    List<Answered> answers = state.apply(entries);
    Entry last = entries.getLast();
    committed = Math.max(committed, last.index());
    boolean beginsToLead =
        !readsAlone && standing.role() == RoleName.LEADER && last.term() == term && isAlone();
    if (beginsToLead) {
      readsAlone = true;
    }
    view = currentView();
    for (int i = 0; i < entries.size(); i++) {
      tell(entries.get(i), answers.get(i));
    }
    takeSnapshotIfDue();
  }

  private void tell(Entry entry, Answered answered) {
    for (Follower follower : followers) {
      follower.applied(answered);
    }
    if (entry.data().isEmpty()) {
      if (standing.role() == RoleName.LEADER && entry.term() == term) {
        followers.forEach(Follower::leads);
      }
    } else {
      waits.applied(requestId(entry), answered);
    }
  }

  /// {@return the id in the header of the request, 0 if it has none}
  private static long requestId(Entry entry) {
    ProtoReader reader = new ProtoReader(entry.data(), "log entry");
    while (reader.next()) {
      if (reader.field() == HEADER_FIELD) {
        ProtoReader header = reader.message();
        while (header.next()) {
          if (header.field() == 1) {
            return header.varint();
          }
          header.skip();
        }
      } else {
        reader.skip();
      }
    }
    return 0;
  }

  @Override
  public Verdict judge(Entry change) {
    Answered answered = state.apply(List.of(change)).getFirst();
    judged = Optional.of(answered);
    return answered.result() instanceof ApplyResult.Rejected ? Verdict.REFUSED : Verdict.TAKEN;
  }

  @Override
  public void changed(Entry change, ConfState now) {
    members = now;
    membersIndex = change.index();
    committed = Math.max(committed, change.index());
    readsAlone = readsAlone && isAlone();
    view = currentView();
    campaignIfAlone();
    Answered answered = judged.orElseThrow();
    judged = Optional.empty();
    tellLog(answered);
    followers.forEach(follower -> follower.applied(answered));
    changeId(change).ifPresent(requestId -> waits.applied(requestId, answered));
  }

  /// In the words of etcd, which tests look for.
  private void tellLog(Answered answered) {
    if (answered.result() instanceof ApplyResult.MembershipChanged(MemberId who, var event, _)) {
      log.atInfo()
          .addKeyValue("local-member-id", new MemberId(self))
          .addKeyValue("peer-id", who)
          .log(
              switch (event) {
                case ADDED, LEARNER_ADDED -> "added member";
                case PROMOTED -> "promote member";
                case UPDATED -> "updated member";
                case REMOVED -> "removed member";
              });
      if (event == ApplyResult.MemberEvent.REMOVED && who.value() == self) {
        log.atWarn()
            .addKeyValue("local-member-id", who)
            .log("the member has been permanently removed from the cluster");
        log.atWarn()
            .addKeyValue("local-member-id", who)
            .log("data-dir used by this member must be removed");
      }
    }
  }

  /// Leads without waiting for a timeout if nobody else can; for the loop's thread, or before
  /// it starts.
  void campaignIfAlone() {
    if (isAlone() && standing.lead() == 0) {
      var _ =
          loop.orElseThrow()
              .call(
                  node -> {
                    node.campaign();
                    return true;
                  });
    }
  }

  private static Optional<Long> changeId(Entry change) {
    if (change.type() != EntryType.CONF_CHANGE) {
      return Optional.empty();
    }
    Origin where = new Origin("entry " + Long.toUnsignedString(change.index()), 0);
    try {
      return Optional.of(ConfChange.decode(change.data().segment(), where).id());
    } catch (CorruptException refusedAlready) {
      return Optional.empty();
    }
  }

  @Override
  public void readable(List<ReadState> reads) {
    barriers.orElseThrow().passed(loop.orElseThrow(), reads, System.nanoTime());
  }

  @Override
  public void agreed(HardState hardState) {
    term = hardState.term();
    committed = Math.max(committed, hardState.commit());
    view = currentView();
  }

  @Override
  public void led(SoftState now) {
    boolean led = standing.role() == RoleName.LEADER;
    boolean leads = now.role() == RoleName.LEADER;
    if (now.lead() != 0 && now.lead() != standing.lead()) {
      leaderChanges.increment();
    }
    standing = now;
    if (led && !leads) {
      readsAlone = false;
      followers.forEach(Follower::leadsNoMore);
      barriers.ifPresent(reads -> reads.refuseAll(EtcdError.LEADER_CHANGED));
    }
    view = currentView();
  }

  private boolean isAlone() {
    return members.voters().equals(List.of(self)) && members.votersOutgoing().isEmpty();
  }

  private ClusterView currentView() {
    ClusterView.Role role =
        members.learners().contains(self) ? ClusterView.Role.LEARNER : ClusterView.Role.VOTER;
    return new ClusterView(term, standing.lead(), committed, state.appliedIndex(), role);
  }

  /// A snapshot says that the db holds the log up to an index, so it waits for the db's disk, and
  /// for the newest membership change to be in it.
  private void takeSnapshotIfDue() {
    long durable = state.durableIndex();
    if (durable - snapshotIndex < snapshotEntries || durable < membersIndex) {
      return;
    }
    log.atInfo()
        .addKeyValue("local-member-id", new MemberId(self))
        .addKeyValue("local-member-applied-index", durable)
        .addKeyValue("local-member-snapshot-index", snapshotIndex)
        .addKeyValue("local-member-snapshot-count", snapshotEntries)
        .log("triggering snapshot");
    snapshotIndex = durable;
    Bytes store = state.look(tables -> v2Store(tables.members().members()));
    var _ =
        loop.orElseThrow()
            .takeSnapshot(durable, members, store)
            .thenRun(
                () -> log.atInfo().addKeyValue("snapshot-index", durable).log("saved snapshot"));
  }

  /// {@return what etcd up to 3.5 expects in the file: the members, as its old store held them}
  private static Bytes v2Store(Collection<MemberRow> rows) {
    return RestoreStore.json(
        rows.stream()
            .map(row -> new RestoreStore.Member(row.id().value(), row.peerUrls()))
            .toList());
  }
}
