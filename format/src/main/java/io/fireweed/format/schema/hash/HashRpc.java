package io.fireweed.format.schema.hash;

import io.fireweed.format.bbolt.BucketHeader;
import io.fireweed.format.bbolt.DbVisitor;
import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.wire.Bytes;
import java.util.EnumSet;
import java.util.Set;

/// The hash that `Maintenance.Hash` of a server answers: as [StatusHash], without the rows of
/// `meta` that differ between healthy members.
///
/// | release | left out |
/// |---|---|
/// | 3.4 | `consistent_index` |
/// | 3.5 | `consistent_index`, `term` |
/// | 3.6, 3.7 | `consistent_index`, `term`, `storageVersion` |
///
/// The name of the bucket is always fed.
///
/// Source: etcd 3.4.23, 3.5.30, 3.6.14, 3.7.1, storage backend.
public final class HashRpc {
  private HashRpc() {}

  /// {@return the CRC-32C, an unsigned number in an `int`}
  public static int compute(ReadTx tx, EtcdRelease release) {
    Visitor visitor = new Visitor(leftOut(release));
    tx.visit(visitor);
    return visitor.hasher.value();
  }

  private static Set<MetaKey> leftOut(EtcdRelease release) {
    return switch (release) {
      case V3_4 -> EnumSet.of(MetaKey.CONSISTENT_INDEX);
      case V3_5 -> EnumSet.of(MetaKey.CONSISTENT_INDEX, MetaKey.TERM);
      case V3_6, V3_7 ->
          EnumSet.of(MetaKey.CONSISTENT_INDEX, MetaKey.TERM, MetaKey.STORAGE_VERSION);
    };
  }

  private static final class Visitor implements DbVisitor {
    private final RowHasher hasher = new RowHasher();
    private final Set<MetaKey> leftOut;
    private boolean inMeta;

    Visitor(Set<MetaKey> leftOut) {
      this.leftOut = leftOut;
    }

    @Override
    public void enterBucket(int depth, Bytes name, BucketHeader header) {
      hasher.feed(name);
      inMeta = depth == 1 && name.equals(EtcdBucket.META.bytes());
    }

    @Override
    public void leaf(int depth, LeafPage page) {
      if (depth == 0) {
        return;
      }
      if (!inMeta) {
        hasher.feed(page);
        return;
      }
      for (int i = 0; i < page.count(); i++) {
        Bytes key = Bytes.of(page.key(i));
        if (leftOut.stream().noneMatch(left -> left.bytes().equals(key))) {
          hasher.feed(key);
          hasher.feed(page.value(i));
        }
      }
    }
  }
}
