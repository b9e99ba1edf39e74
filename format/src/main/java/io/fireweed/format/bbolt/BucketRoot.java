package io.fireweed.format.bbolt;

import java.util.Optional;

/// Where the tree of a bucket begins: at a page of its own, or inside the element that names it.
///
/// @param inlinePage the only page of an inline bucket
record BucketRoot(BucketHeader header, Optional<LeafPage> inlinePage) {

  /// {@return the root of the bucket in element `index`, or nothing after telling `sink` why}
  static Optional<BucketRoot> find(Pages pages, LeafPage page, int index, FindingSink sink) {
    if (page.isInline()) {
      sink.add(bad(page, index, "bucket inside an inline bucket", "a plain element", "a bucket"));
      return Optional.empty();
    }
    int size = page.valueSize(index);
    if (size < BucketHeader.SIZE) {
      String expected = "at least " + BucketHeader.SIZE + " bytes";
      sink.add(bad(page, index, "size of a bucket header", expected, size + " bytes"));
      return Optional.empty();
    }
    BucketHeader header = BucketHeader.read(page.bytes(), page.valueOffset(index));
    if (!header.isInline()) {
      return Optional.of(new BucketRoot(header, Optional.empty()));
    }
    return pages
        .findInline(page, index, sink)
        .map(inline -> new BucketRoot(header, Optional.of(inline)));
  }

  /// {@return the first page to look at}
  TreePage page(Pages pages) {
    return inlinePage
        .<TreePage>map(page -> page)
        .orElseGet(() -> pages.require(header.root().value(), new PageStack()));
  }

  private static Finding bad(
      LeafPage page, int index, String field, String expected, String found) {
    return new Finding.BadElement(page.id(), index, field, expected, found);
  }
}
