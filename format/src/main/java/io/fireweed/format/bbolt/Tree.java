package io.fireweed.format.bbolt;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The B+tree of one bucket inside a write transaction.
///
/// Reading goes through committed pages until it meets a changed node; changing loads the nodes on
/// the way. Nothing is cut, joined or freed before [#spill].
final class Tree {
  private final TxPages pages;
  private Child root;
  private long changes;

  /// The leaf that the last change went to, and the keys that belong there: most changes come in
  /// ascending order and need no descent.
  private @Nullable LeafNode recent;

  private @Nullable MemorySegment recentLow;
  private @Nullable MemorySegment recentHigh;

  Tree(TxPages pages, Child root) {
    this.pages = pages;
    this.root = root;
  }

  /// A place in the order: element `index` of a leaf.
  record Position(LeafView leaf, int index) {
    Element element() {
      return leaf.element(index);
    }
  }

  /// {@return a number that grows with every change}
  long changes() {
    return changes;
  }

  /// Inserts or replaces.
  ///
  /// @param veto is asked about an element before it is replaced, and throws if that may not be
  void put(Element element, Consumer<Element> veto) {
    leafFor(element.key()).put(element, veto);
    changes++;
  }

  /// {@return whether there was such a key}
  ///
  /// @param veto is asked about the element before it is removed, and throws if that may not be
  boolean remove(MemorySegment key, Consumer<Element> veto) {
    Optional<Element> found = find(key);
    if (found.isEmpty()) {
      return false;
    }
    veto.accept(found.get());
    LeafNode leaf = leafFor(key);
    int index = leaf.search(key);
    if (index < 0) {
      throw new CorruptException(
          "page %d: expected one place for key %s, found it in another page too"
              .formatted(leaf.origin, Bytes.of(key)));
    }
    leaf.remove(index);
    changes++;
    return true;
  }

  Optional<Element> find(MemorySegment key) {
    Child at = root;
    for (int depth = 0; depth < TreeView.MAX_DEPTH; depth++) {
      switch (pages.view(at)) {
        case LeafView leaf -> {
          int index = leaf.search(key);
          return index >= 0 ? Optional.of(leaf.element(index)) : Optional.empty();
        }
        case BranchView branch -> at = branch.child(branch.indexFor(key));
      }
    }
    throw tooDeep();
  }

  Optional<Position> first() {
    return first(root, 0);
  }

  Optional<Position> last() {
    return last(root, 0);
  }

  /// {@return the first key at or after `key`}
  Optional<Position> atOrAfter(MemorySegment key) {
    return after(root, key, 0, 0);
  }

  /// {@return the first key after `key`}
  Optional<Position> after(MemorySegment key) {
    return after(root, key, 1, 0);
  }

  /// {@return the last key before `key`}
  Optional<Position> before(MemorySegment key) {
    return before(root, key, 0);
  }

  /// Joins, cuts and writes what changed. {@return the new root page}
  long spill(double fillPercent) {
    return new Spill(pages, fillPercent).apply(root);
  }

  /// Joins nodes that became too small.
  void rebalance() {
    forgetRecent();
    root = new Rebalance(pages).apply(root);
  }

  /// {@return the root, if it is a leaf and was loaded}
  Optional<LeafNode> rootLeaf() {
    return root.node instanceof LeafNode leaf ? Optional.of(leaf) : Optional.empty();
  }

  /// Frees the page that the root was read from, as the root will have none.
  void freeRootOrigin() {
    Node node = root.node;
    if (node != null) {
      pages.freeOrigin(node);
    }
  }

  /// Frees every committed page and shows every element to `each` before.
  void freeAll(Consumer<Element> each) {
    freeAll(root, each, 0);
  }

  private void freeAll(Child at, Consumer<Element> each, int depth) {
    switch (view(at, depth)) {
      case LeafView leaf -> {
        for (int i = 0; i < leaf.count(); i++) {
          each.accept(leaf.element(i));
        }
      }
      case BranchView branch -> {
        for (int i = 0; i < branch.count(); i++) {
          freeAll(branch.child(i), each, depth + 1);
        }
      }
    }
    Node node = at.node;
    if (node == null) {
      pages.free(at.pgid);
    } else {
      pages.freeOrigin(node);
    }
  }

  private LeafNode leafFor(MemorySegment key) {
    LeafNode hit = recent;
    if (hit != null
        && (recentLow == null || Keys.compare(recentLow, key) <= 0)
        && (recentHigh == null || Keys.compare(key, recentHigh) < 0)) {
      return hit;
    }
    forgetRecent();
    Child at = root;
    for (int depth = 0; depth < TreeView.MAX_DEPTH; depth++) {
      switch (pages.load(at)) {
        case LeafNode leaf -> {
          recent = leaf;
          return leaf;
        }
        case BranchNode branch -> {
          int index = branch.indexFor(key);
          at = branch.child(index);
          if (index > 0) {
            recentLow = at.key;
          }
          if (index + 1 < branch.count()) {
            recentHigh = branch.child(index + 1).key;
          }
        }
      }
    }
    throw tooDeep();
  }

  private void forgetRecent() {
    recent = null;
    recentLow = null;
    recentHigh = null;
  }

  private Optional<Position> first(Child at, int depth) {
    switch (view(at, depth)) {
      case LeafView leaf -> {
        return position(leaf, 0);
      }
      case BranchView branch -> {
        for (int i = 0; i < branch.count(); i++) {
          Optional<Position> found = first(branch.child(i), depth + 1);
          if (found.isPresent()) {
            return found;
          }
        }
        return Optional.empty();
      }
    }
  }

  private Optional<Position> last(Child at, int depth) {
    switch (view(at, depth)) {
      case LeafView leaf -> {
        return position(leaf, leaf.count() - 1);
      }
      case BranchView branch -> {
        for (int i = branch.count() - 1; i >= 0; i--) {
          Optional<Position> found = last(branch.child(i), depth + 1);
          if (found.isPresent()) {
            return found;
          }
        }
        return Optional.empty();
      }
    }
  }

  private Optional<Position> after(Child at, MemorySegment key, int skipEqual, int depth) {
    switch (view(at, depth)) {
      case LeafView leaf -> {
        int index = leaf.search(key);
        return position(leaf, index >= 0 ? index + skipEqual : -index - 1);
      }
      case BranchView branch -> {
        for (int i = branch.indexFor(key); i < branch.count(); i++) {
          Optional<Position> found = after(branch.child(i), key, skipEqual, depth + 1);
          if (found.isPresent()) {
            return found;
          }
        }
        return Optional.empty();
      }
    }
  }

  private Optional<Position> before(Child at, MemorySegment key, int depth) {
    switch (view(at, depth)) {
      case LeafView leaf -> {
        int index = leaf.search(key);
        return position(leaf, (index >= 0 ? index : -index - 1) - 1);
      }
      case BranchView branch -> {
        for (int i = branch.indexFor(key); i >= 0; i--) {
          Optional<Position> found = before(branch.child(i), key, depth + 1);
          if (found.isPresent()) {
            return found;
          }
        }
        return Optional.empty();
      }
    }
  }

  private static Optional<Position> position(LeafView leaf, int index) {
    return index >= 0 && index < leaf.count()
        ? Optional.of(new Position(leaf, index))
        : Optional.empty();
  }

  private TreeView view(Child at, int depth) {
    if (depth >= TreeView.MAX_DEPTH) {
      throw tooDeep();
    }
    return pages.view(at);
  }

  private CorruptException tooDeep() {
    return new CorruptException(
        "page %s: expected a tree of at most %d levels, found more"
            .formatted(Long.toUnsignedString(root.pgid), TreeView.MAX_DEPTH));
  }
}
