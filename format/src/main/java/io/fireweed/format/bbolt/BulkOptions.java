package io.fireweed.format.bbolt;

/// How [BulkWriter] lays out a db.
///
/// @param pageSize bytes; a power of two from 1024 to 65536
/// @param txid transaction of the meta in page 0, even and at least 2; page 1 gets the one before
/// @param fillPercent how full a leaf or branch page becomes before the next one starts, 10..100
/// @param freelist whether the db stores a freelist
public record BulkOptions(int pageSize, Txid txid, int fillPercent, FreelistStorage freelist) {
  /// What etcd makes on Linux: pages of 4096 bytes, 90 % full, no freelist stored.
  public static final BulkOptions ETCD =
      new BulkOptions(4096, new Txid(2), 90, FreelistStorage.NONE);

  public BulkOptions {
    if (!Meta.isPageSize(pageSize)) {
      throw new IllegalArgumentException("page size " + pageSize);
    }
    if (txid.value() < 2 || !txid.metaPage().equals(new Pgid(0))) {
      throw new IllegalArgumentException("txid " + txid);
    }
    if (fillPercent < 10 || fillPercent > 100) {
      throw new IllegalArgumentException("fill percent " + fillPercent);
    }
  }

  /// {@return these options with another page size}
  public BulkOptions withPageSize(int bytes) {
    return new BulkOptions(bytes, txid, fillPercent, freelist);
  }

  /// {@return these options with another transaction}
  public BulkOptions withTxid(Txid other) {
    return new BulkOptions(pageSize, other, fillPercent, freelist);
  }

  /// {@return these options with another way to treat the freelist}
  public BulkOptions withFreelist(FreelistStorage other) {
    return new BulkOptions(pageSize, txid, fillPercent, other);
  }
}
