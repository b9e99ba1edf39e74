package io.fireweed.recovery.salvage;

import io.fireweed.format.schema.hash.StatusHash;
import io.fireweed.format.wire.Bytes;
import java.nio.file.Path;
import java.util.List;

/// What a salvage brought back, from where, and what it could not prove.
///
/// @param output the snapshot that was written
/// @param plan what was decided, with its losses
/// @param survivors what was given, in order
/// @param baseRevision newest revision of the base, before anything was replayed
/// @param revision newest revision of the result
/// @param replayed what each stretch of a member's log gave, ascending
/// @param status hash, keys and size of the result, read back from it
/// @param digest SHA-256 at the end of the result
public record SalvageReport(
    Path output,
    SalvagePlan plan,
    List<Survivor> survivors,
    long baseRevision,
    long revision,
    List<Replayed> replayed,
    StatusHash status,
    Bytes digest) {
  /// What one stretch of a log gave.
  ///
  /// @param member number of the survivor whose WAL it is
  /// @param firstIndex first entry applied
  /// @param lastIndex last entry applied
  /// @param fromRevision revision before the first of them
  /// @param toRevision revision after the last
  public record Replayed(
      int member, long firstIndex, long lastIndex, long fromRevision, long toRevision) {
    /// {@return how many revisions these entries made}
    public long revisions() {
      return toRevision - fromRevision;
    }
  }

  public SalvageReport {
    survivors = List.copyOf(survivors);
    replayed = List.copyOf(replayed);
  }

  /// {@return whether no acknowledged write can be missing}
  public boolean isProven() {
    return plan.losses().isEmpty();
  }
}
