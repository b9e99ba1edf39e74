package io.fireweed.format.bbolt;

import io.fireweed.format.wire.Bytes;

/// Walks the root bucket and every bucket below it, once.
final class DbWalk implements LeafVisitor {
  private final Pages pages;
  private final DbVisitor visitor;
  private final FindingSink sink;
  private final TreeWalk trees;
  private int depth;

  DbWalk(Pages pages, PageSet reached, PageSet freed, DbVisitor visitor, FindingSink sink) {
    this.pages = pages;
    this.visitor = visitor;
    this.sink = sink;
    this.trees = new TreeWalk(pages, reached, freed, this, sink);
  }

  /// Hands everything below the root page to `visitor` and refuses the db at the first finding.
  ///
  /// @return the pages that are in use, without metas and freelist
  static PageSet visit(Pages pages, Pgid root, DbVisitor visitor) {
    PageSet reached = new PageSet(pages.usablePages());
    try {
      new DbWalk(pages, reached, new PageSet(0), visitor, pages.refusal()).walk(root);
      return reached;
    } catch (InternalError fault) {
      throw pages.vanished(fault);
    }
  }

  /// Walks everything below the root page.
  void walk(Pgid root) {
    trees.tree(root.value());
  }

  /// {@return what was walked over so far}
  TreeCounts counts() {
    return trees.counts();
  }

  @Override
  public void leaf(LeafPage page) {
    visitor.leaf(depth, page);
    for (int i = 0; i < page.count(); i++) {
      if (page.isBucket(i)) {
        bucket(page, i);
      }
    }
  }

  private void bucket(LeafPage page, int index) {
    BucketRoot root = BucketRoot.find(pages, page, index, sink).orElse(null);
    if (root == null) {
      return;
    }
    depth++;
    visitor.enterBucket(depth, Bytes.of(page.key(index)), root.header());
    root.inlinePage()
        .ifPresentOrElse(trees::inline, () -> trees.tree(root.header().root().value()));
    visitor.leaveBucket(depth);
    depth--;
  }
}
