package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.GoQuote;
import io.fireweed.format.schema.AuthKey;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.LeaseRow;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.Permission;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.schema.RoleRow;
import io.fireweed.format.schema.UserRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.stream.Collectors;

/// One row of a bucket as a line of text, as etcd's dump tools print it.
public final class RowText {
  private final String file;
  private final Optional<EtcdBucket> kind;

  /// Makes lines of the rows of one bucket.
  ///
  /// @param file for messages
  /// @param kind the bucket whose rows are shown by their meaning; without it they are quoted
  public RowText(String file, Optional<EtcdBucket> kind) {
    this.file = file;
    this.kind = kind;
  }

  /// {@return the line}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if the row does not decode
  public String of(MemorySegment key, MemorySegment value) {
    Origin where = new Origin(file + ": row " + Bytes.of(key), 0);
    return kind.map(bucket -> decoded(bucket, key, value, where)).orElse(quoted(key, value));
  }

  private static String decoded(
      EtcdBucket bucket, MemorySegment key, MemorySegment value, Origin where) {
    return switch (bucket) {
      case KEY -> keyRow(RevisionKey.decode(key, where), KeyValue.decode(value, where));
      case LEASE -> lease(LeaseRow.decode(key, value, where));
      case AUTH -> auth(key, value, where);
      case AUTH_ROLES -> role(RoleRow.decode(key, value, where));
      case AUTH_USERS -> user(UserRow.decode(key, value, where));
      case META -> meta(key, value, where);
      case ALARM, CLUSTER, MEMBERS, MEMBERS_REMOVED -> quoted(key, value);
    };
  }

  private static String keyRow(RevisionKey key, KeyValue row) {
    return ("rev={Revision:{Main:%d Sub:%d} tombstone:%b}, "
            + "value=[key %s | val %s | created %d | mod %d | ver %d]")
        .formatted(
            key.revision().main(),
            key.revision().sub(),
            key.isTombstone(),
            quote(row.key()),
            quote(row.value()),
            row.createRevision(),
            row.modRevision(),
            row.version());
  }

  private static String lease(LeaseRow row) {
    return "lease ID=%016x, TTL=%ds, remaining TTL=%ds"
        .formatted(row.id(), row.ttlSeconds(), row.remainingTtlSeconds());
  }

  private static String auth(MemorySegment key, MemorySegment value, Origin where) {
    if (Bytes.of(key).equals(AuthKey.REVISION.bytes())) {
      return keyed(key, Long.toUnsignedString(MetaRows.decodeNumber(value, where)));
    }
    return keyed(key, decimal(value));
  }

  private static String role(RoleRow row) {
    String permissions =
        row.permissions().stream().map(RowText::permission).collect(Collectors.joining(" "));
    return "role=" + quote(row.name()) + ", keyPermission=[" + permissions + "]";
  }

  private static String permission(Permission permission) {
    StringBuilder text = new StringBuilder();
    if (permission.type() != Permission.Type.READ) {
      text.append("permType:").append(permission.type()).append(' ');
    }
    text.append("key:").append(quote(permission.key())).append(' ');
    if (!permission.rangeEnd().isEmpty()) {
      text.append("range_end:").append(quote(permission.rangeEnd())).append(' ');
    }
    return text.toString();
  }

  private static String user(UserRow row) {
    String roles = row.roles().stream().map(GoQuote::quote).collect(Collectors.joining(" "));
    return "user=" + quote(row.name()) + ", roles=[" + roles + "], option=" + options(row);
  }

  private static String options(UserRow row) {
    return switch (row.options()) {
      case ABSENT -> "<nil>";
      case EMPTY -> "";
      case NO_PASSWORD -> "no_password:true ";
    };
  }

  private static String meta(MemorySegment key, MemorySegment value, Origin where) {
    Bytes name = Bytes.of(key);
    if (name.equals(MetaKey.CONSISTENT_INDEX.bytes()) || name.equals(MetaKey.TERM.bytes())) {
      return keyed(key, Long.toUnsignedString(MetaRows.decodeNumber(value, where)));
    }
    boolean compact =
        name.equals(MetaKey.SCHEDULED_COMPACT.bytes())
            || name.equals(MetaKey.FINISHED_COMPACT.bytes());
    if (compact) {
      Revision revision = MetaRows.decodeCompact(value, where);
      return keyed(key, "{" + revision.main() + " " + revision.sub() + "}");
    }
    return quoted(key, value);
  }

  private static String quoted(MemorySegment key, MemorySegment value) {
    return keyed(key, quote(Bytes.of(value)));
  }

  private static String keyed(MemorySegment key, String value) {
    return "key=" + quote(Bytes.of(key)) + ", value=" + value;
  }

  private static String quote(Bytes bytes) {
    return GoQuote.quote(bytes.toArray());
  }

  /// Bytes as Go prints a list of them.
  private static String decimal(MemorySegment value) {
    StringBuilder text = new StringBuilder("[");
    Bytes bytes = Bytes.of(value);
    for (int i = 0; i < bytes.length(); i++) {
      text.append(i == 0 ? "" : " ").append(bytes.at(i) & 0xFF);
    }
    return text.append(']').toString();
  }
}
