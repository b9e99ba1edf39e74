package io.fireweed.recovery;

import io.fireweed.format.bbolt.BucketHeader;
import io.fireweed.format.bbolt.DbVisitor;
import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Hands what a walk over a db meets to a visitor on another thread, in order and unchanged.
///
/// The walk goes at most a few hundred pages ahead. The thread of the visitor calls [#deliver]; the
/// one that walks must call [#close] at its end, whatever happened, or the other one waits forever.
public final class HandOver implements DbVisitor, AutoCloseable {
  private static final int STEPS_AT_ONCE = 64;
  private static final int AHEAD = 8;

  private final BlockingQueue<List<Step>> queue = new ArrayBlockingQueue<>(AHEAD);
  private List<Step> steps = new ArrayList<>(STEPS_AT_ONCE);

  /// One call of a visitor, to be made later.
  private interface Step {
    void on(DbVisitor visitor);
  }

  @Override
  public void leaf(int depth, LeafPage page) {
    add(visitor -> visitor.leaf(depth, page));
  }

  @Override
  public void enterBucket(int depth, Bytes name, BucketHeader header) {
    add(visitor -> visitor.enterBucket(depth, name, header));
  }

  @Override
  public void leaveBucket(int depth) {
    add(visitor -> visitor.leaveBucket(depth));
  }

  /// Makes all calls on `visitor` until the walk is closed. Even if one fails the rest is taken out
  /// of the way, so that the walk never waits for nobody.
  public void deliver(DbVisitor visitor) {
    List<Step> next = take();
    try {
      while (!next.isEmpty()) {
        next.forEach(step -> step.on(visitor));
        next = take();
      }
    } finally {
      while (!next.isEmpty()) {
        next = take();
      }
    }
  }

  /// The walk is over.
  @Override
  public void close() {
    if (!steps.isEmpty()) {
      put(steps);
    }
    put(List.of());
  }

  private void add(Step step) {
    steps.add(step);
    if (steps.size() == STEPS_AT_ONCE) {
      put(steps);
      steps = new ArrayList<>(STEPS_AT_ONCE);
    }
  }

  private void put(List<Step> batch) {
    try {
      queue.put(batch);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  private List<Step> take() {
    try {
      return queue.take();
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  private static IllegalStateException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while handing pages to another thread", cause);
  }
}
