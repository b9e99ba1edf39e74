package io.fireweed.recovery.verify;

import io.fireweed.format.bbolt.CheckReport;
import io.fireweed.format.schema.SnapshotImage.Digest;
import io.fireweed.format.schema.check.SchemaReport;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.format.schema.hash.StatusHash;
import java.nio.file.Path;
import java.util.Optional;

/// What a db or snapshot file is worth.
///
/// Invariant: `schema`, `status` and `hashKv` are there exactly if the structure is clean, since
/// rows of damaged pages mean nothing.
///
/// @param path the file
/// @param digest what the SHA-256 at its end says
/// @param structure findings about pages
/// @param schema findings about rows
/// @param status hash over all buckets, revision, keys and size
/// @param hashKv hash over the history of keys, as a live member gives it
public record VerifyReport(
    Path path,
    Digest digest,
    CheckReport structure,
    Optional<SchemaReport> schema,
    Optional<StatusHash> status,
    Optional<HashKv> hashKv) {
  /// {@return whether nothing is damaged}
  public boolean isSound() {
    boolean digestHolds =
        switch (digest) {
          case Digest.Absent _, Digest.Valid _ -> true;
          case Digest.Invalid _ -> false;
        };
    return digestHolds && structure.isClean() && schema.map(SchemaReport::isSound).orElse(false);
  }

  /// {@return whether a digest vouches for every byte, free pages included}
  public boolean isDigestProven() {
    return digest instanceof Digest.Valid;
  }
}
