package io.fireweed.format.bbolt;

import io.fireweed.format.fault.CorruptException;
import java.lang.foreign.MemorySegment;

/// Moves through the elements of one bucket in key order, in both directions.
///
/// A new cursor stands before the first element: `while (cursor.next()) { … }` sees all. After
/// `next()` returned false it stands behind the last element, after `previous()` returned false
/// before the first. Keys and values are views of the mapped file, valid until the transaction
/// closes. For one thread.
///
/// Invariants: `path[0]` is the bucket's root page, `path[d + 1]` is child `index[d]` of `path[d]`,
/// and only the last page of the path is a leaf. Moving in one direction loads at most as many
/// pages as the db has, so a cycle of pages ends in an error.
public final class Cursor {
  private enum Position {
    BEFORE,
    ON,
    BEHIND
  }

  private final Pages pages;
  private final TreePage[] path = new TreePage[PageStack.MAX_DEPTH];
  private final int[] index = new int[PageStack.MAX_DEPTH];
  private final PageStack stack = new PageStack();
  private Position position = Position.BEFORE;
  private boolean isForward = true;
  private long loadsLeft;

  Cursor(Pages pages, TreePage root) {
    this.pages = pages;
    this.path[0] = root;
    stack.push(root.id().value());
  }

  /// Moves to the first element. {@return whether there is one}
  public boolean first() {
    restart();
    isForward = true;
    return guarded(() -> descendFirst() || advance());
  }

  /// Moves to the last element. {@return whether there is one}
  public boolean last() {
    restart();
    isForward = false;
    return guarded(() -> descendLast() || retreat());
  }

  /// Moves to the next element. {@return whether there is one}
  public boolean next() {
    return switch (position) {
      case BEFORE -> first();
      case BEHIND -> false;
      case ON -> {
        turn(true);
        yield step(1) || guarded(this::advance);
      }
    };
  }

  /// Moves to the element before. {@return whether there is one}
  public boolean previous() {
    return switch (position) {
      case BEFORE -> false;
      case BEHIND -> last();
      case ON -> {
        turn(false);
        yield step(-1) || guarded(this::retreat);
      }
    };
  }

  /// Moves to the first element whose key is `>= key`. {@return whether there is one}
  public boolean seek(MemorySegment key) {
    restart();
    isForward = true;
    return guarded(() -> descendTo(key) || advance());
  }

  /// Moves to the element whose key is `key`. {@return whether there is one}
  boolean seekExactly(MemorySegment key) {
    return seek(key) && Keys.compare(key(), key) == 0;
  }

  /// {@return the key of the element}
  public MemorySegment key() {
    return leaf().key(leafIndex());
  }

  /// {@return the value of the element; header and inline page if it is a bucket}
  public MemorySegment value() {
    return leaf().value(leafIndex());
  }

  /// {@return whether the element is a bucket}
  public boolean isBucket() {
    return leaf().isBucket(leafIndex());
  }

  /// {@return the bucket the element is}
  public Bucket bucket() {
    if (!isBucket()) {
      throw new IllegalStateException("the element is not a bucket");
    }
    return BucketRoot.find(pages, leaf(), leafIndex(), pages.refusal())
        .map(root -> new Bucket(pages, root))
        .orElseThrow(IllegalStateException::new);
  }

  /// {@return the leaf page that holds the element}
  public LeafPage leaf() {
    if (position == Position.ON && top() instanceof LeafPage leaf) {
      return leaf;
    }
    throw new IllegalStateException("the cursor stands on no element");
  }

  /// {@return the place of the element in [#leaf]}
  public int leafIndex() {
    return index[stack.depth() - 1];
  }

  private TreePage top() {
    return path[stack.depth() - 1];
  }

  private void restart() {
    while (stack.depth() > 1) {
      stack.pop();
    }
    loadsLeft = pages.usablePages();
  }

  private void turn(boolean forward) {
    if (isForward != forward) {
      isForward = forward;
      loadsLeft = pages.usablePages();
    }
  }

  /// Moves within the page on top. {@return whether it has an element there}
  private boolean step(int by) {
    int depth = stack.depth() - 1;
    int next = index[depth] + by;
    if (next < 0 || next >= path[depth].count()) {
      return false;
    }
    index[depth] = next;
    return true;
  }

  /// Goes up until there is a child to the right, then down to its first element; leaves without
  /// elements are passed over.
  private boolean advance() {
    while (stack.depth() > 1) {
      stack.pop();
      if (step(1)) {
        descend();
        if (descendFirst()) {
          return true;
        }
      }
    }
    position = Position.BEHIND;
    return false;
  }

  private boolean retreat() {
    while (stack.depth() > 1) {
      stack.pop();
      if (step(-1)) {
        descend();
        if (descendLast()) {
          return true;
        }
      }
    }
    position = Position.BEFORE;
    return false;
  }

  private boolean descendFirst() {
    while (top() instanceof BranchPage) {
      index[stack.depth() - 1] = 0;
      descend();
    }
    return settle(0);
  }

  private boolean descendLast() {
    while (top() instanceof BranchPage branch) {
      index[stack.depth() - 1] = branch.count() - 1;
      descend();
    }
    return settle(top().count() - 1);
  }

  private boolean descendTo(MemorySegment key) {
    while (top() instanceof BranchPage branch) {
      index[stack.depth() - 1] = branch.search(key);
      descend();
    }
    return top() instanceof LeafPage leaf && settle(leaf.search(key));
  }

  /// Stands on element `at` of the leaf on top. {@return whether the leaf has that element}
  private boolean settle(int at) {
    int depth = stack.depth() - 1;
    index[depth] = at;
    if (at < 0 || at >= path[depth].count()) {
      return false;
    }
    position = Position.ON;
    return true;
  }

  /// Loads the child that the branch on top points to.
  private void descend() {
    int depth = stack.depth();
    if (!(path[depth - 1] instanceof BranchPage branch)) {
      throw new IllegalStateException("a leaf has no children");
    }
    long child = branch.rawChild(index[depth - 1]);
    if (stack.isFull()) {
      throw pages.corrupt(new Finding.TooDeep(new Pgid(child), stack.toList()));
    }
    if (loadsLeft-- <= 0) {
      throw pages.corrupt(new Finding.MultipleReferences(new Pgid(child), stack.toList()));
    }
    path[depth] = pages.require(child, stack);
    stack.push(child);
  }

  private interface Move {
    boolean go() throws CorruptException;
  }

  private boolean guarded(Move move) {
    try {
      return move.go();
    } catch (InternalError fault) {
      throw pages.vanished(fault);
    }
  }
}
