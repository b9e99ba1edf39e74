package io.fireweed.recovery.restore;

import io.fireweed.format.bbolt.CheckReport;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.SnapshotImage;
import java.util.List;

/// What the content of a restore's snapshot is worth, every page and row of it.
///
/// A digest only says that the bytes are those that were saved; the member that saved them may have
/// been damaged itself, or somebody made up the file. A db whose pages contradict each other is
/// never restored. One whose rows do is restored only by an operator who has waived the digest.
final class SourceCheck {
  private static final int FINDINGS_SHOWN = 10;

  private SourceCheck() {}

  /// {@return rows that etcd would not have written, if the proof lets them through}
  ///
  /// @throws CorruptException if pages, or rows that a digest vouches for, are damaged
  static List<Remark> content(SnapshotImage image, Proof proof) {
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
