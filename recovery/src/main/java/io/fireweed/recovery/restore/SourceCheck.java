package io.fireweed.recovery.restore;

import io.fireweed.format.bbolt.CheckReport;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.SnapshotImage;
import io.fireweed.format.schema.SnapshotImage.Digest;
import java.util.List;

/// What the snapshot of a restore is worth: its digest, then every page and row.
///
/// A digest only says that the bytes are those that were saved; the member that saved them may have
/// been damaged itself, or somebody made up the file. A db whose pages contradict each other is
/// never restored. One whose rows do is restored only by an operator who has waived the digest.
///
/// @param remarks rows that etcd would not have written, if they were let through
record SourceCheck(Digest digest, List<Remark> remarks) {
  private static final int FINDINGS_SHOWN = 10;

  /// @throws CorruptException if pages, or rows that a digest vouches for, are damaged
  static SourceCheck of(SnapshotImage image, Proof proof) {
    return switch (proof) {
      case STRUCTURE -> new SourceCheck(new Digest.Absent(), content(image, proof));
      case DIGEST -> {
        Digest digest = image.digest();
        yield switch (digest) {
          case Digest.Invalid _ -> new SourceCheck(digest, List.of());
          case Digest.Valid _, Digest.Absent _ -> new SourceCheck(digest, content(image, proof));
        };
      }
    };
  }

  private static List<Remark> content(SnapshotImage image, Proof proof) {
    try (ReadTx tx = image.db().read();
        BootRows rows = new BootRows(tx)) {
      CheckReport pages = Checker.check(tx, rows);
      if (!pages.isClean()) {
        throw new CorruptException(
            told(
                image,
                "structure",
                pages.findingCount(),
                pages.findings().stream().map(finding -> finding.line()).toList()),
            "salvage what is readable with: fireweed salvage");
      }
      long errorCount = rows.finish();
      if (errorCount == 0) {
        return List.of();
      }
      String text = told(image, "rows", errorCount, rows.errors());
      return switch (proof) {
        case DIGEST ->
            throw new CorruptException(
                text,
                "use another snapshot; to restore this one as it is, and perhaps see etcd refuse"
                    + " it, add --skip-hash-check");
        case STRUCTURE -> List.of(new Remark(Remark.Kind.DAMAGED, text));
      };
    }
  }

  private static String told(SnapshotImage image, String what, long count, List<String> lines) {
    StringBuilder text = new StringBuilder();
    text.append(image.db().path()).append(": ").append(what).append(" expected sound, found ");
    text.append(count).append(count == 1 ? " error:" : " errors:");
    lines.stream().limit(FINDINGS_SHOWN).forEach(line -> text.append("\n  ").append(line));
    return text.toString();
  }
}
