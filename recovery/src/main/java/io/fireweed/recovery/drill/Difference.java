package io.fireweed.recovery.drill;

import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.wire.Bytes;

/// One thing that did not come back as it was in the source.
public sealed interface Difference {
  /// What stands for a row, key, lease or member that is not there.
  String NONE = "none";

  /// {@return one line: what, expected, found}
  String message();

  /// A number or word that speaks for the whole: revision, hash, count, version.
  record Value(String what, String expected, String found) implements Difference {
    @Override
    public String message() {
      return what + ": expected " + expected + ", found " + found;
    }
  }

  /// A row of the db. Both sides are shortened.
  record Row(Bytes bucket, Bytes key, String expected, String found) implements Difference {
    @Override
    public String message() {
      return "bucket "
          + bucket
          + ": row "
          + key(bucket, key)
          + ": expected "
          + expected
          + ", found "
          + found;
    }

    private static String key(Bytes bucket, Bytes key) {
      return bucket.equals(EtcdBucket.KEY.bytes()) ? "0x" + key.toHex() : key.toString();
    }
  }

  /// A key as the API gives it.
  record Key(Bytes key, String expected, String found) implements Difference {
    @Override
    public String message() {
      return "key " + key + ": expected " + expected + ", found " + found;
    }
  }

  /// A lease as the API gives it.
  record Lease(long id, String expected, String found) implements Difference {
    @Override
    public String message() {
      return "lease " + Long.toHexString(id) + ": expected " + expected + ", found " + found;
    }
  }

  /// A member as the API or the log gives it.
  record Member(String name, String expected, String found) implements Difference {
    @Override
    public String message() {
      return "member " + name + ": expected " + expected + ", found " + found;
    }
  }

  /// A restored file that is not whole.
  record Damage(String message) implements Difference {}
}
