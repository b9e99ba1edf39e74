package io.fireweed.format.bbolt;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A sorted map from keys to values, or to further buckets, as one transaction sees it.
public final class Bucket {
  /// Nothing is ever pushed on it.
  private static final PageStack NOWHERE = new PageStack();

  private final Pages pages;
  private final BucketRoot root;

  Bucket(Pages pages, BucketRoot root) {
    this.pages = pages;
    this.root = root;
  }

  /// {@return the root page and sequence; the root is [Pgid#INLINE] for an inline bucket}
  public BucketHeader header() {
    return root.header();
  }

  /// {@return a new cursor, standing before the first element}
  public Cursor cursor() {
    return new Cursor(pages, root.page(pages));
  }

  /// {@return the value of `key`, valid until the transaction closes; nothing if there is no such
  /// key or it names a bucket}
  public Optional<MemorySegment> find(MemorySegment key) {
    Optional<MemorySegment> value = findStraight(key);
    return value.isPresent() ? value : findCarefully(key);
  }

  /// Goes down to the leaf of a key that is there in a db that is sound, which is nearly always so;
  /// of everything else, nothing comes back.
  private Optional<MemorySegment> findStraight(MemorySegment key) {
    try {
      TreePage page = root.page(pages);
      for (int level = 0; level < PageStack.MAX_DEPTH; level++) {
        switch (page) {
          case BranchPage branch ->
              page = pages.require(branch.rawChild(branch.search(key)), NOWHERE);
          case LeafPage leaf -> {
            int at = leaf.search(key);
            boolean found =
                at < leaf.count() && !leaf.isBucket(at) && Keys.compare(leaf.key(at), key) == 0;
            return found ? Optional.of(leaf.value(at)) : Optional.empty();
          }
        }
      }
      return Optional.empty();
    } catch (CorruptException | InternalError unsound) {
      return Optional.empty();
    }
  }

  /// Says of damage where it stands.
  private Optional<MemorySegment> findCarefully(MemorySegment key) {
    Cursor cursor = cursor();
    return cursor.seekExactly(key) && !cursor.isBucket()
        ? Optional.of(cursor.value())
        : Optional.empty();
  }

  /// {@return the value of `key`, as [#find(MemorySegment)]}
  public Optional<MemorySegment> find(Bytes key) {
    return find(key.segment());
  }

  /// {@return the bucket `name` inside this one}
  public Optional<Bucket> findBucket(Bytes name) {
    Cursor cursor = cursor();
    return cursor.seekExactly(name.segment()) && cursor.isBucket()
        ? Optional.of(cursor.bucket())
        : Optional.empty();
  }

  /// {@return the bucket `name` inside this one}
  ///
  /// @throws NotFoundException if there is none
  public Bucket requireBucket(Bytes name) {
    return findBucket(name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "%s: expected a bucket %s, found none".formatted(pages.file(), name)));
  }

  /// {@return the bucket that element `index` of a page of this bucket is}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if its header is damaged
  public Bucket bucketAt(LeafPage page, int index) {
    return BucketRoot.find(pages, page, index, pages.refusal())
        .map(inner -> new Bucket(pages, inner))
        .orElseThrow(IllegalStateException::new);
  }

  /// Hands every leaf page to `visitor` in key order: the fast way to read a whole bucket.
  ///
  /// Stricter than a cursor: it proves on the way that each page is used once and that all keys
  /// ascend, and refuses the bucket at the first finding. Buckets inside this one are not entered.
  public void forEachLeaf(LeafVisitor visitor) {
    PageSet reached = new PageSet(root.header().isInline() ? 0 : pages.usablePages());
    TreeWalk walk = new TreeWalk(pages, reached, new PageSet(0), visitor, pages.refusal());
    try {
      root.inlinePage().ifPresentOrElse(walk::inline, () -> walk.tree(header().root().value()));
    } catch (InternalError fault) {
      throw pages.vanished(fault);
    }
  }
}
