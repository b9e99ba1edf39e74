package io.fireweed.raft.progress;

/// What the leader knows of one member's log, and how it sends to it.
///
/// Invariants: `0 <= match < next`; in REPLICATE, `next - 1` is the last index sent; in SNAPSHOT,
/// `next = pendingSnapshot + 1` until something late is acknowledged or refused.
///
/// | field | unit | meaning |
/// |---|---|---|
/// | `match` | index | the logs are equal up to here |
/// | `next` | index | the next entry to send |
/// | `sentCommit` | index | commit index the member was last told, perhaps beyond `next` |
/// | `pendingSnapshot` | index | of the snapshot under way, else 0 |
///
/// Source: etcd raft v3.7.0, progress tracking.
public final class Progress {
  private final Inflights inflights;
  private ProgressState state = ProgressState.PROBE;
  private long match;
  private long next;
  private long sentCommit;
  private long pendingSnapshot;
  private boolean isRecentlyActive;
  private boolean isFlowPaused;
  private boolean isLearner;

  /// @param next at least 1
  Progress(long match, long next, Inflights inflights) {
    this.match = match;
    this.next = next;
    this.inflights = inflights;
    checkInvariants();
  }

  public ProgressState state() {
    return state;
  }

  public long match() {
    return match;
  }

  public long next() {
    return next;
  }

  /// {@return whether the member was heard of since the last check of the quorum}
  public boolean isRecentlyActive() {
    return isRecentlyActive;
  }

  public boolean isLearner() {
    return isLearner;
  }

  public Inflights inflights() {
    return inflights;
  }

  /// The member was heard of.
  public void markActive() {
    isRecentlyActive = true;
  }

  public void markInactive() {
    isRecentlyActive = false;
  }

  /// Lets one more message go to a member that had to wait.
  public void resumeFlow() {
    isFlowPaused = false;
  }

  /// Lets nothing go to the member until it answers a heartbeat.
  public void pauseFlow() {
    isFlowPaused = true;
  }

  void learner(boolean learns) {
    isLearner = learns;
  }

  public void becomeProbe() {
    long from =
        state == ProgressState.SNAPSHOT ? Math.max(match + 1, pendingSnapshot + 1) : match + 1;
    reset(ProgressState.PROBE);
    next = from;
    sentCommit = Math.min(sentCommit, next - 1);
    checkInvariants();
  }

  public void becomeReplicate() {
    reset(ProgressState.REPLICATE);
    next = match + 1;
    checkInvariants();
  }

  /// A snapshot that ends at `index` goes to the member.
  public void becomeSnapshot(long index) {
    reset(ProgressState.SNAPSHOT);
    pendingSnapshot = index;
    next = index + 1;
    sentCommit = index;
    checkInvariants();
  }

  /// The snapshot did not arrive: the member is probed from what it has acknowledged.
  public void snapshotFailed() {
    pendingSnapshot = 0;
    becomeProbe();
  }

  private void reset(ProgressState to) {
    isFlowPaused = false;
    pendingSnapshot = 0;
    state = to;
    inflights.clear();
  }

  /// `entries` entries of `bytes` bytes in all were sent from `next` on.
  public void sent(int entries, long bytes) {
    switch (state) {
      case REPLICATE -> {
        if (entries > 0) {
          next += entries;
          inflights.add(next - 1, bytes);
        }
        isFlowPaused = inflights.isFull();
      }
      case PROBE -> {
        if (entries > 0) {
          isFlowPaused = true;
        }
      }
      case SNAPSHOT -> throw new IllegalStateException("sent entries in " + describe());
    }
  }

  /// The member was told that everything up to `index` is committed.
  public void sentCommit(long index) {
    sentCommit = index;
  }

  /// {@return whether telling the member of commit index `index` would get it further}
  public boolean canBumpCommit(long index) {
    return index > sentCommit && sentCommit < next - 1;
  }

  /// The member acknowledged `index`. {@return whether that was news}
  public boolean accepted(long index) {
    if (index <= match) {
      return false;
    }
    match = index;
    next = Math.max(next, index + 1);
    isFlowPaused = false;
    checkInvariants();
    return true;
  }

  /// The member refused an append after `rejected`; the logs may meet at `hint`.
  ///
  /// {@return whether `next` moved back; a stale refusal moves nothing}
  public boolean refused(long rejected, long hint) {
    if (state == ProgressState.REPLICATE) {
      if (rejected <= match) {
        return false;
      }
      next = match + 1;
      sentCommit = Math.min(sentCommit, next - 1);
      checkInvariants();
      return true;
    }
    if (next - 1 != rejected) {
      return false;
    }
    next = Math.max(Math.min(rejected, hint + 1), match + 1);
    sentCommit = Math.min(sentCommit, next - 1);
    isFlowPaused = false;
    checkInvariants();
    return true;
  }

  /// {@return whether nothing may be sent now}
  public boolean isPaused() {
    return state == ProgressState.SNAPSHOT || isFlowPaused;
  }

  private void checkInvariants() {
    assert 0 <= match && match < next : describe();
  }

  public String describe() {
    StringBuilder text =
        new StringBuilder(state.describe())
            .append(" match=")
            .append(match)
            .append(" next=")
            .append(next);
    if (isLearner) {
      text.append(" learner");
    }
    if (isPaused()) {
      text.append(" paused");
    }
    if (pendingSnapshot > 0) {
      text.append(" pendingSnap=").append(pendingSnapshot);
    }
    if (!isRecentlyActive) {
      text.append(" inactive");
    }
    if (inflights.count() > 0) {
      text.append(" inflight=").append(inflights.count());
      if (inflights.isFull()) {
        text.append("[full]");
      }
    }
    return text.toString();
  }
}
