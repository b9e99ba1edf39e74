package io.fireweed.server.state;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.Applier;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.backend.BufferedBackend;
import io.fireweed.storage.watch.Change;
import io.fireweed.storage.watch.ChangeListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Entries become changes, a few under each hold of the lock. All but the accessors is for the
/// thread that applies.
final class Applying {
  /// Entries under one hold of the lock: what a reader waits for at most.
  private static final int ENTRIES_PER_HOLD = 32;

  /// What may wait for a commit before appliers do.
  private static final long MAX_WAITING_BYTES = 64L << 20;

  private static final Origin ROW = new Origin("applied row", 0);

  private final GuardedStores stores;
  private final CommitQueue queue;
  private final CompactionRunner compactions;
  private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
  private final KeyValueView view = new KeyValueView();
  private final ApplyMeter meter;
  private final long answerBytes;
  private long waitingBytes;
  private volatile long revision;
  private volatile long compactRevision;
  private volatile long appliedIndex;

  /// @param answerBytes that the answers of entries may take that are applied together
  Applying(
      GuardedStores stores,
      CommitQueue queue,
      CompactionRunner compactions,
      ApplyMeter meter,
      long answerBytes) {
    this.meter = meter;
    this.answerBytes = answerBytes;
    this.stores = stores;
    this.queue = queue;
    this.compactions = compactions;
    publish();
  }

  void listen(ChangeListener listener) {
    listeners.add(listener);
  }

  long revision() {
    return revision;
  }

  long compactRevision() {
    return compactRevision;
  }

  long appliedIndex() {
    return appliedIndex;
  }

  List<Answered> apply(List<Entry> entries) {
    List<Answered> answers = new ArrayList<>(entries.size());
    stores.applier().allowAnswers(answerBytes);
    for (int from = 0; from < entries.size(); from += ENTRIES_PER_HOLD) {
      queue.requireSound();
      if (waitingBytes > MAX_WAITING_BYTES) {
        queue.awaitRoom();
        queue.requireSound();
      }
      List<Entry> some = entries.subList(from, Math.min(from + ENTRIES_PER_HOLD, entries.size()));
      queue.changed(stores.change(() -> applyHeld(some, answers)));
    }
    return answers;
  }

  /// {@return changes that wait for a commit}
  private long applyHeld(List<Entry> entries, List<Answered> answers) {
    try {
      long began = System.nanoTime();
      for (Entry entry : entries) {
        Answered answered = apply(entry);
        answers.add(answered);
        began = meter.applied(entry, answered, began);
      }
    } catch (IOException trouble) {
      throw new UncheckedIOException(trouble);
    } finally {
      publish();
    }
    waitingBytes = stores.backend().waitingBytes();
    return stores.backend().gatheredChanges();
  }

  private void publish() {
    Applier applier = stores.applier();
    compactRevision = applier.compactRevision();
    revision = applier.revision();
    appliedIndex = applier.consistentIndex();
  }

  private Answered apply(Entry entry) throws IOException {
    BufferedBackend backend = stores.backend();
    Applier applier = stores.applier();
    int rowsBefore = backend.gatheredRows();
    long compactBefore = applier.compactRevision();
    Answered answered = applier.answer(entry);
    if (backend.gatheredRows() > rowsBefore && !listeners.isEmpty()) {
      tell(answered.revision(), rowsBefore);
    }
    if (answered.result() instanceof ApplyResult.Compacted(long target, _)) {
      for (ChangeListener listener : listeners) {
        listener.compacted(target);
      }
      compactions.schedule(target, compactBefore);
    }
    return answered;
  }

  private void tell(long main, int rowsBefore) {
    List<Change> changes = new ArrayList<>();
    stores
        .backend()
        .visitGathered(rowsBefore, (rowMain, kind, row) -> changes.add(change(rowMain, kind, row)));
    List<Change> told = List.copyOf(changes);
    for (ChangeListener listener : listeners) {
      listener.changed(main, told);
    }
  }

  private Change change(long main, RevisionKey.Kind kind, Bytes row) {
    view.require(row.segment(), 0, row.length(), ROW);
    if (kind == RevisionKey.Kind.PUT) {
      meter.put(view);
    }
    return new Change(kindOf(kind), Bytes.of(view.key()), row, main, view.createRevision());
  }

  static Change.Kind kindOf(RevisionKey.Kind kind) {
    return switch (kind) {
      case PUT -> Change.Kind.PUT;
      case TOMBSTONE -> Change.Kind.TOMBSTONE;
    };
  }
}
