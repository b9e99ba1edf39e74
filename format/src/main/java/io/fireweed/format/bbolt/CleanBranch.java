package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;

/// A committed branch.
record CleanBranch(BranchPage page) implements BranchView {
  @Override
  public int count() {
    return page.count();
  }

  @Override
  public Child child(int index) {
    return Child.onPage(page.key(index), page.child(index).value());
  }

  @Override
  public int indexFor(MemorySegment key) {
    return page.search(key);
  }
}
