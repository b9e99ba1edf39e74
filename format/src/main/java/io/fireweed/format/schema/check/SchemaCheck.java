package io.fireweed.format.schema.check;

import io.fireweed.format.bbolt.BucketHeader;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.DbVisitor;
import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Reads every row of every bucket and says what cannot be, or should be known.
///
/// Lenient: damage becomes a [SchemaFinding]. It is a visitor, so one walk can serve the structure
/// check and this one: `Checker.check(tx, check)`, then [#finish]. Time is linear; memory outside
/// the heap grows with the number of user keys, on the heap with members, users, roles and alarms
/// up to [#MAX_REMEMBERED] each, and 8 bytes a lease.
public final class SchemaCheck implements DbVisitor, AutoCloseable {
  /// Findings kept in a report; further ones are counted.
  public static final int MAX_FINDINGS = 1000;

  /// Rows of one small bucket that are remembered for comparison with others.
  static final int MAX_REMEMBERED = 10_000;

  private static final int ROOT_DEPTH = 0;
  private static final int BUCKET_DEPTH = 1;

  private final String file;
  private final Findings findings = new Findings();
  private final KeyHistoryCheck history;
  private final SmallBuckets small;
  private final Set<EtcdBucket> seen = EnumSet.noneOf(EtcdBucket.class);
  private Optional<EtcdBucket> bucket = Optional.empty();

  /// Prepares to visit the db that `tx` sees.
  public SchemaCheck(ReadTx tx) {
    this.file = tx.file().toString();
    this.history = new KeyHistoryCheck(file, compactMain(tx), findings);
    this.small = new SmallBuckets(findings);
  }

  /// Checks rows only; what is wrong with the tree is for [Checker] to tell.
  public static SchemaReport check(ReadTx tx) {
    try (SchemaCheck check = new SchemaCheck(tx)) {
      Checker.check(tx, check);
      return check.finish();
    }
  }

  @Override
  public void enterBucket(int depth, Bytes name, BucketHeader header) {
    if (depth != BUCKET_DEPTH) {
      findings.add(new SchemaFinding.UnexpectedBucket(name));
      return;
    }
    bucket = EtcdBucket.find(name);
    bucket.ifPresentOrElse(seen::add, () -> findings.add(new SchemaFinding.UnexpectedBucket(name)));
  }

  @Override
  public void leaf(int depth, LeafPage page) {
    if (depth == ROOT_DEPTH) {
      checkRoot(page);
    } else if (depth == BUCKET_DEPTH && bucket.isPresent()) {
      takeRows(bucket.get(), page);
    }
  }

  /// {@return the report, after the walk}
  public SchemaReport finish() {
    for (EtcdBucket expected : EtcdBucket.values()) {
      if (!seen.contains(expected)) {
        findings.add(new SchemaFinding.MissingBucket(expected, weight(expected)));
      }
    }
    new CrossCheck(small, history, findings).run();
    return findings.report();
  }

  private static SchemaFinding.Severity weight(EtcdBucket missing) {
    return switch (missing) {
      case KEY, META, MEMBERS -> SchemaFinding.Severity.ERROR;
      case ALARM, AUTH, AUTH_ROLES, AUTH_USERS, CLUSTER, LEASE, MEMBERS_REMOVED ->
          SchemaFinding.Severity.WARNING;
    };
  }

  private void takeRows(EtcdBucket current, LeafPage page) {
    if (current == EtcdBucket.KEY) {
      history.take(page);
      return;
    }
    for (int i = 0; i < page.count(); i++) {
      Origin where = new Origin(file + ": bucket " + current.label(), page.valueOffset(i));
      try {
        small.take(current, page.key(i), page.value(i), where);
      } catch (CorruptException refused) {
        findings.add(
            new SchemaFinding.BadRow(
                current, page.keyOffset(i), String.valueOf(refused.getMessage())));
      }
    }
  }

  private void checkRoot(LeafPage page) {
    for (int i = 0; i < page.count(); i++) {
      if (!page.isBucket(i)) {
        findings.add(
            SchemaFinding.Severity.ERROR,
            file + ": offset " + page.keyOffset(i) + ": element of the root",
            "a bucket",
            "a plain value");
      }
    }
  }

  /// Damage that keeps `meta` from being read shows in the walk; here it only means "not known".
  private static long compactMain(ReadTx tx) {
    try {
      return MetaRows.of(tx).compactMain();
    } catch (CorruptException | NotFoundException unreadable) {
      return -1;
    }
  }

  @Override
  public void close() {
    history.close();
  }
}
