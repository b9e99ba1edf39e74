package io.fireweed.format.bbolt;

import io.fireweed.format.wire.Bytes;

/// Receives a whole db in one walk: the leaf pages of every bucket in key order.
///
/// The walk of the root bucket is at depth 0, of its buckets at depth 1 (all there is in etcd), of
/// their buckets at depth 2. A leaf page comes before the buckets that its elements hold, so at one
/// depth between one enter and one leave the keys ascend.
///
/// ```
/// leaf(0, …)                       the root's leaf: ten bucket elements
/// enterBucket(1, alarm, …)  leaf(1, …)                   leaveBucket(1)
/// enterBucket(1, key, …)    leaf(1, …)  leaf(1, …)  …    leaveBucket(1)
/// ```
public interface DbVisitor {
  /// A visitor that looks at nothing.
  DbVisitor NONE = (depth, page) -> {};

  /// Takes one page whose elements are all sound; the view is valid until the transaction closes.
  void leaf(int depth, LeafPage page);

  /// The pages at `depth` that follow belong to the bucket `name`.
  default void enterBucket(int depth, Bytes name, BucketHeader header) {}

  /// The bucket entered last at `depth` is complete.
  default void leaveBucket(int depth) {}
}
