package io.fireweed.format.bbolt;

import java.util.ArrayList;
import java.util.List;

/// A branch that can change.
///
/// Invariant: keys strictly ascending.
final class BranchNode extends Node implements BranchView {
  private final List<Child> children;

  BranchNode(long origin, long originPages, List<Child> children) {
    super(origin, originPages);
    this.children = new ArrayList<>(children);
  }

  @Override
  public int count() {
    return children.size();
  }

  @Override
  public Child child(int index) {
    return children.get(index);
  }

  @Override
  long pageBytes() {
    long bytes = PageHeader.SIZE;
    for (Child child : children) {
      bytes += child.pageBytes();
    }
    return bytes;
  }

  @Override
  long pageBytes(int index) {
    return children.get(index).pageBytes();
  }

  void remove(int index) {
    children.remove(index);
    shrunk = true;
  }

  /// Adds the children of the branch to the right of this one.
  void append(BranchNode right) {
    children.addAll(right.children);
  }

  /// Puts other children in place of all.
  void replaceAll(List<Child> others) {
    children.clear();
    children.addAll(others);
  }
}
