package io.fireweed.storage.apply;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.storage.apply.Command.Compare;
import io.fireweed.storage.apply.Command.KeyOp;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeQuery.Bounds;
import java.util.ArrayList;
import java.util.List;

/// Reads puts, delete ranges, ranges and transactions.
///
/// | message | fields |
/// |---|---|
/// | put | 1 key, 2 value, 3 lease, 4 prev_kv, 5 ignore_value, 6 ignore_lease |
/// | delete range | 1 key, 2 range_end, 3 prev_kv |
/// | range | 1 key, 2 range_end, 3 limit, 4 revision, 5 sort_order, 6 sort_target, 8 keys_only, |
/// | | 9 count_only, 10 min_mod, 11 max_mod, 12 min_create, 13 max_create |
/// | txn | 1 compare*, 2 success*, 3 failure* |
/// | operation | one of 1 range, 2 put, 3 delete range, 4 txn |
/// | compare | 1 result, 2 target, 3 key, one of 4 version to 8 lease, 64 range_end |
///
/// Limit: transactions are nested at most [#MAX_DEPTH] deep.
///
/// Source: etcd 3.4.23 to 3.7.1, etcdserverpb.
final class KeyOpDecoder {
  /// Deeper than etcd's limit on operations lets a client go.
  static final int MAX_DEPTH = 256;

  private static final int LAST_RANGE_FIELD = 13;
  private static final KeyOp NO_OP = new Command.NoOp();

  private KeyOpDecoder() {}

  static Command.Put put(ProtoReader reader) {
    Bytes key = Bytes.EMPTY;
    Bytes value = Bytes.EMPTY;
    long lease = 0;
    boolean prevKv = false;
    boolean ignoreValue = false;
    boolean ignoreLease = false;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.bytes();
        case 2 -> value = reader.bytes();
        case 3 -> lease = reader.varint();
        case 4 -> prevKv = reader.bool();
        case 5 -> ignoreValue = reader.bool();
        case 6 -> ignoreLease = reader.bool();
        default -> reader.skip();
      }
    }
    return new Command.Put(key, value, lease, prevKv, ignoreValue, ignoreLease);
  }

  static Command.DeleteRange deleteRange(ProtoReader reader) {
    Bytes key = Bytes.EMPTY;
    Bytes rangeEnd = Bytes.EMPTY;
    boolean prevKv = false;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.bytes();
        case 2 -> rangeEnd = reader.bytes();
        case 3 -> prevKv = reader.bool();
        default -> reader.skip();
      }
    }
    return new Command.DeleteRange(KeyRange.of(key, rangeEnd), prevKv);
  }

  static Command.Range range(ProtoReader reader) {
    Bytes key = Bytes.EMPTY;
    Bytes rangeEnd = Bytes.EMPTY;
    long[] numbers = new long[LAST_RANGE_FIELD + 1];
    while (reader.next()) {
      int field = reader.field();
      switch (field) {
        case 1 -> key = reader.bytes();
        case 2 -> rangeEnd = reader.bytes();
        case 3, 4, 5, 6, 10, 11, 12, 13 -> numbers[field] = reader.varint();
        case 8, 9 -> numbers[field] = reader.bool() ? 1 : 0;
        default -> reader.skip();
      }
    }
    return new Command.Range(
        new RangeQuery(
            KeyRange.of(key, rangeEnd),
            numbers[4],
            numbers[3],
            RangeQueries.order((int) numbers[5]),
            RangeQueries.target((int) numbers[6]),
            RangeQueries.content(numbers[8] != 0, numbers[9] != 0),
            new Bounds(numbers[10], numbers[11], numbers[12], numbers[13])));
  }

  static Command.Txn txn(ProtoReader reader) {
    return txn(reader, 1);
  }

  private static Command.Txn txn(ProtoReader reader, int depth) {
    if (depth > MAX_DEPTH) {
      throw reader.corrupt("transaction", "at most " + MAX_DEPTH + " levels", "more");
    }
    List<Compare> compares = new ArrayList<>();
    List<KeyOp> success = new ArrayList<>();
    List<KeyOp> failure = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> compares.add(compare(reader.message()));
        case 2 -> success.add(operation(reader.message(), depth));
        case 3 -> failure.add(operation(reader.message(), depth));
        default -> reader.skip();
      }
    }
    return new Command.Txn(compares, success, failure);
  }

  private static KeyOp operation(ProtoReader reader, int depth) {
    KeyOp operation = NO_OP;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> operation = range(reader.message());
        case 2 -> operation = put(reader.message());
        case 3 -> operation = deleteRange(reader.message());
        case 4 -> operation = txn(reader.message(), depth + 1);
        default -> reader.skip();
      }
    }
    return operation;
  }

  /// The last of the fields 4 to 8 counts, and only if it belongs to the target.
  private static Compare compare(ProtoReader reader) {
    int result = 0;
    int target = 0;
    Bytes key = Bytes.EMPTY;
    Bytes rangeEnd = Bytes.EMPTY;
    int operand = -1;
    long number = 0;
    Bytes value = Bytes.EMPTY;
    while (reader.next()) {
      int field = reader.field();
      switch (field) {
        case 1 -> result = (int) reader.varint();
        case 2 -> target = (int) reader.varint();
        case 3 -> key = reader.bytes();
        case 4, 5, 6 -> {
          operand = field - 4;
          number = reader.varint();
        }
        case 7 -> {
          operand = Compare.VALUE;
          value = reader.bytes();
        }
        case 8 -> {
          operand = Compare.LEASE;
          number = reader.varint();
        }
        case 64 -> rangeEnd = reader.bytes();
        default -> reader.skip();
      }
    }
    boolean fits = operand == target;
    return new Compare(
        KeyRange.of(key, rangeEnd),
        result,
        target,
        fits && operand != Compare.VALUE ? number : 0,
        fits && operand == Compare.VALUE ? value : Bytes.EMPTY);
  }
}
