package io.fireweed.recovery.restore;

import io.fireweed.format.bbolt.BucketHeader;
import io.fireweed.format.bbolt.DbVisitor;
import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.schema.check.SchemaCheck;
import io.fireweed.format.schema.check.SchemaFinding;
import io.fireweed.format.schema.check.SchemaReport;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.util.ArrayList;
import java.util.List;

/// Whether etcd can start on the rows of a db: every small bucket as [SchemaCheck] sees it, and
/// each
/// row of `key` by itself.
///
/// How a row of `key` follows the rows before it is left to `fireweed verify`: that takes a table
/// of
/// all keys and several times as long, and etcd starts on such rows all the same.
final class BootRows implements DbVisitor, AutoCloseable {
  private static final int BUCKET_DEPTH = 1;
  private static final int KEPT = 10;

  private final String file;
  private final SchemaCheck small;
  private final KeyValueView view = new KeyValueView();
  private final List<String> errors = new ArrayList<>();
  private long errorCount;
  private boolean isInKey;

  BootRows(ReadTx tx) {
    this.file = tx.file().toString();
    this.small = new SchemaCheck(tx);
  }

  @Override
  public void enterBucket(int depth, Bytes name, BucketHeader header) {
    if (depth == BUCKET_DEPTH) {
      isInKey = name.equals(EtcdBucket.KEY.bytes());
    }
    small.enterBucket(depth, name, header);
  }

  @Override
  public void leaf(int depth, LeafPage page) {
    if (depth != BUCKET_DEPTH || !isInKey) {
      small.leaf(depth, page);
      return;
    }
    for (int i = 0; i < page.count(); i++) {
      try {
        check(page, i);
      } catch (CorruptException refused) {
        add(String.valueOf(refused.getMessage()));
      }
    }
  }

  /// {@return how many errors there are, after the walk}
  long finish() {
    SchemaReport report = small.finish();
    report.findings().stream()
        .filter(finding -> finding.severity() == SchemaFinding.Severity.ERROR)
        .map(SchemaFinding::message)
        .limit(KEPT - errors.size())
        .forEach(errors::add);
    errorCount += report.errorCount();
    return errorCount;
  }

  /// {@return the first errors}
  List<String> errors() {
    return List.copyOf(errors);
  }

  private void check(LeafPage page, int i) {
    long row = page.keyOffset(i);
    int length = page.keySize(i);
    if (!RevisionKey.isWellFormed(page.bytes(), row, length)) {
      RevisionKey.decode(page.key(i), new Origin(file + ": bucket key", row));
    }
    int valueLength = page.valueSize(i);
    if (!view.parse(page.bytes(), row + length, valueLength)) {
      view.require(
          page.bytes(), row + length, valueLength, new Origin(file + ": bucket key", row + length));
    }
    if (length == RevisionKey.PUT_LENGTH && valueLength > 0) {
      long main = RevisionKey.mainAt(page.bytes(), row);
      long create = view.createRevision();
      long version = view.version();
      if (main < 1) {
        add(row, "main revision", "1 or more", main);
      } else if (view.modRevision() != main) {
        add(row, "mod revision", Long.toString(main), view.modRevision());
      } else if (create < 1 || create > main) {
        add(row, "create revision", "1 to " + main, create);
      } else if (version < 1 || version > main) {
        add(row, "version", "1 to " + main, version);
      }
    }
  }

  private void add(long offset, String what, String expected, long found) {
    add(
        "%s: bucket key: offset %d: %s expected %s, found %d"
            .formatted(file, offset, what, expected, found));
  }

  private void add(String error) {
    errorCount++;
    if (errors.size() < KEPT) {
      errors.add(error);
    }
  }

  @Override
  public void leaveBucket(int depth) {
    small.leaveBucket(depth);
  }

  @Override
  public void close() {
    small.close();
  }
}
