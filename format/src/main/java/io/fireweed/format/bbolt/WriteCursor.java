package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A walk over a [WriteBucket] while it changes.
///
/// A cursor stands at a *key*, not at a slot. Whatever was put or deleted meanwhile, by this cursor
/// or by the bucket, [#next] goes to the smallest key after that one and [#previous] to the largest
/// before it. So a loop that deletes what it visits sees every other key exactly once. [#key] and
/// [#value] are those that were found when the cursor came to the key.
///
/// A new cursor stands before the first key: `while (cursor.next()) { … }` sees all. After
/// `next()` returned false it stands behind the last key, after `previous()` returned false before
/// the first.
public final class WriteCursor {
  private final WriteBucket bucket;
  private final Tree tree;
  private Tree.@Nullable Position position;
  private @Nullable Element element;
  private long seenChanges;

  /// Where a cursor stands that stands at no key.
  private boolean isBehind;

  WriteCursor(WriteBucket bucket, Tree tree) {
    this.bucket = bucket;
    this.tree = tree;
  }

  /// Moves to the smallest key. {@return whether there is one}
  public boolean first() {
    bucket.requireUsable();
    return forward(tree.first());
  }

  /// Moves to the largest key. {@return whether there is one}
  public boolean last() {
    bucket.requireUsable();
    return backward(tree.last());
  }

  /// Moves to the smallest key that is `key` or after it. {@return whether there is one}
  public boolean seek(MemorySegment key) {
    bucket.requireUsable();
    return forward(tree.atOrAfter(key));
  }

  /// Moves to the smallest key after this one. {@return whether there is one}
  public boolean next() {
    bucket.requireUsable();
    Tree.Position at = position;
    if (at == null) {
      return !isBehind && first();
    }
    if (seenChanges == tree.changes() && at.index() + 1 < at.leaf().count()) {
      return go(new Tree.Position(at.leaf(), at.index() + 1));
    }
    return forward(tree.after(element().key()));
  }

  /// Moves to the largest key before this one. {@return whether there is one}
  public boolean previous() {
    bucket.requireUsable();
    Tree.Position at = position;
    if (at == null) {
      return isBehind && last();
    }
    if (seenChanges == tree.changes() && at.index() > 0) {
      return go(new Tree.Position(at.leaf(), at.index() - 1));
    }
    return backward(tree.before(element().key()));
  }

  /// {@return the key the cursor stands at}
  ///
  /// @throws NoSuchElementException if it stands nowhere
  public MemorySegment key() {
    return element().key().asReadOnly();
  }

  /// {@return the value at the key, the header if it is a bucket}
  public MemorySegment value() {
    return element().readOnlyValue();
  }

  /// {@return whether the key is the name of a bucket}
  public boolean isBucket() {
    return element().isBucket();
  }

  /// Deletes the key the cursor stands at; the cursor stays there. {@return whether it was still
  /// there}
  ///
  /// @throws io.fireweed.format.fault.ConflictException if it is a bucket
  public boolean delete() {
    return bucket.delete(element().key());
  }

  private boolean forward(Optional<Tree.Position> found) {
    isBehind = true;
    return go(found);
  }

  private boolean backward(Optional<Tree.Position> found) {
    isBehind = false;
    return go(found);
  }

  private boolean go(Optional<Tree.Position> found) {
    if (found.isPresent()) {
      return go(found.get());
    }
    position = null;
    element = null;
    return false;
  }

  private boolean go(Tree.Position found) {
    position = found;
    element = found.element();
    seenChanges = tree.changes();
    return true;
  }

  private Element element() {
    bucket.requireUsable();
    Element at = element;
    if (at == null) {
      throw new NoSuchElementException("the cursor stands at no key");
    }
    return at;
  }
}
