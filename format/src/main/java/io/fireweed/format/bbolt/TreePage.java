package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;

/// A page of a B+tree: a [LeafPage] with the elements, or a [BranchPage] with the way to them.
///
/// Views over the mapped file, copying nothing; valid as long as the transaction is open. The
/// header and the extent of the element table were checked when the view was made. An element is
/// checked each time it is asked for, so a page with one bad element can still be read around it.
public sealed interface TreePage permits LeafPage, BranchPage {
  /// Bytes of one entry of the element table, in both kinds of page.
  int ELEMENT_SIZE = 16;

  /// Longest key bbolt stores, bytes.
  int MAX_KEY_SIZE = 32768;

  /// {@return the page's number; for an inline page, of the page it lives in}
  Pgid id();

  /// {@return number of elements}
  int count();

  /// {@return how many pages it takes, overflow included; 0 for an inline page}
  long pageCount();

  /// {@return the key of element `index`, `0 <= index < count`}
  MemorySegment key(int index);
}
