package io.fireweed.raft;

import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.log.LogPosition;
import io.fireweed.raft.log.RaftLog;
import io.fireweed.raft.message.Describe;
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import io.fireweed.raft.message.LogMessage.InstallSnapshot;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.progress.Configuration;
import io.fireweed.raft.progress.Progress;
import io.fireweed.raft.progress.ProgressState;
import java.util.Optional;
import java.util.Set;

/// Snapshots, for members whose next entry is compacted away.
///
/// The core sends and receives only where a snapshot ends and who belonged to the group there; the
/// caller moves the state itself and [reports][Node#reportSnapshot] how that went.
final class SnapshotTransfer {
  private final Core core;

  SnapshotTransfer(Core core) {
    this.core = core;
  }

  /// {@return whether a snapshot was sent}
  boolean send(long id, Progress progress) {
    if (!progress.isRecentlyActive()) {
      core.debug("ignore sending snapshot to %x since it is not recently active", id);
      return false;
    }
    Optional<RaftSnapshot> snapshot = core.log().snapshot();
    if (snapshot.isEmpty()) {
      core.debug(
          "%x failed to send snapshot to %x because snapshot is temporarily unavailable",
          core.id(), id);
      return false;
    }
    send(id, progress, snapshot.get());
    return true;
  }

  private void send(long id, Progress progress, RaftSnapshot snapshot) {
    if (snapshot.index() == 0) {
      throw new IllegalStateException("storage compacted its log without a snapshot");
    }
    core.debug(
        "%x [firstindex: %d, commit: %d] sent snapshot[index: %d, term: %d] to %x [%s]",
        core.id(),
        core.log().firstIndex(),
        core.log().committed(),
        snapshot.index(),
        snapshot.term(),
        id,
        progress.describe());
    progress.becomeSnapshot(snapshot.index());
    core.debug(
        "%x paused sending replication messages to %x [%s]", core.id(), id, progress.describe());
    core.send(new InstallSnapshot(id, core.id(), core.term(), snapshot));
  }

  /// The caller is done with sending a snapshot, one way or the other.
  void reported(long id, SnapshotOutcome outcome) {
    if (core.role() instanceof Role.Leader leader) {
      leader
          .progress()
          .find(id)
          .ifPresentOrElse(
              progress -> reported(id, progress, outcome), () -> core.replication().noProgress(id));
    }
  }

  /// After one that arrived the member's answer is awaited; after one that failed, a heartbeat.
  private void reported(long id, Progress progress, SnapshotOutcome outcome) {
    if (progress.state() != ProgressState.SNAPSHOT) {
      return;
    }
    String word =
        switch (outcome) {
          case ARRIVED -> {
            progress.becomeProbe();
            yield "succeeded";
          }
          case FAILED -> {
            progress.snapshotFailed();
            yield "failed";
          }
        };
    core.debug(
        "%x snapshot %s, resumed sending replication messages to %x [%s]",
        core.id(), word, id, progress.describe());
    progress.pauseFlow();
  }

  void install(InstallSnapshot install) {
    if (!core.following().follow(install.from(), install.term())) {
      return;
    }
    RaftSnapshot snapshot = install.snapshot();
    boolean isRestored = restore(snapshot);
    core.info(
        "%x [commit: %d] %s snapshot [index: %d, term: %d]",
        core.id(),
        core.log().committed(),
        isRestored ? "restored" : "ignored",
        snapshot.index(),
        snapshot.term());
    long index = isRestored ? core.log().lastIndex() : core.log().committed();
    core.send(new AppendAccepted(install.from(), core.id(), core.term(), index));
  }

  /// {@return whether the snapshot is this member's log now}
  private boolean restore(RaftSnapshot snapshot) {
    RaftLog log = core.log();
    if (snapshot.index() <= log.committed()) {
      return false;
    }
    Optional<String> flaw = Configuration.flaw(snapshot.confState());
    if (flaw.isPresent()) {
      core.warn("%x attempted to restore snapshot with %s", core.id(), flaw.get());
      return false;
    }
    if (!names(snapshot, core.id())) {
      core.warn(
          "%x attempted to restore snapshot but it is not in the ConfState %s; should never"
              + " happen",
          core.id(), Describe.confState(snapshot.confState()));
      return false;
    }
    LogPosition last = log.last();
    if (log.matches(snapshot.term(), snapshot.index())) {
      core.info(
          "%x [commit: %d, lastindex: %d, lastterm: %d] fast-forwarded commit to snapshot"
              + " [index: %d, term: %d]",
          core.id(), log.committed(), last.index(), last.term(), snapshot.index(), snapshot.term());
      log.commitTo(snapshot.index());
      return false;
    }
    log.restore(snapshot);
    core.membership().switchTo(Configuration.of(snapshot.confState()), Set.of());
    core.info(
        "%x [commit: %d, lastindex: %d, lastterm: %d] restored snapshot [index: %d, term: %d]",
        core.id(),
        log.committed(),
        log.lastIndex(),
        log.last().term(),
        snapshot.index(),
        snapshot.term());
    return true;
  }

  private static boolean names(RaftSnapshot snapshot, long id) {
    return id != Message.NOBODY && Configuration.of(snapshot.confState()).contains(id);
  }
}
