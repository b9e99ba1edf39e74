package io.fireweed.recovery.inspect;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.fireweed.api.log.LogRequest;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.Request;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.util.List;
import java.util.stream.Collectors;

/// What a log entry asks for.
///
/// @param kind a stable word: `noop`, `conf_change`, `conf_change_v2`, `v2`, `unreadable`, or the
///     name of the request's field, such as `put` or `lease_grant`
/// @param text the rest of it, one line, without values and passwords
public record EntryWords(String kind, String text) {
  private static final int SHOWN_OPERATIONS = 8;
  private static final int SHOWN_KEY_BYTES = 200;
  private static final String HEADER = "header";
  private static final String ID = "ID";

  /// {@return the words for an entry} Bytes that are no request are `unreadable`.
  public static EntryWords of(Entry entry) {
    Origin where = new Origin("entry " + Long.toUnsignedString(entry.index()), 0);
    try {
      return switch (entry.type()) {
        case NORMAL -> normal(LogRequest.decode(entry.data().toArray()));
        case CONF_CHANGE -> {
          ConfChange change = ConfChange.decode(entry.data().segment(), where);
          String member = Long.toHexString(change.nodeId());
          yield new EntryWords("conf_change", change.type() + " member " + member);
        }
        case CONF_CHANGE_V2 -> {
          ConfChangeV2 change = ConfChangeV2.decode(entry.data().segment(), where);
          String changes =
              change.changes().stream()
                  .map(single -> single.type() + " member " + Long.toHexString(single.nodeId()))
                  .collect(Collectors.joining(", "));
          yield new EntryWords("conf_change_v2", changes.isEmpty() ? "leave joint" : changes);
        }
      };
    } catch (CorruptException damaged) {
      return new EntryWords("unreadable", String.valueOf(damaged.getMessage()));
    }
  }

  private static EntryWords normal(LogRequest request) {
    return switch (request) {
      case LogRequest.NoOp() -> new EntryWords("noop", "");
      case LogRequest.Unreadable(String reason) -> new EntryWords("unreadable", reason);
      case LogRequest.V2(Request old) ->
          new EntryWords(
              "v2", old.getMethod() + " " + shown(ByteString.copyFromUtf8(old.getPath())));
      case LogRequest.Current(InternalRaftRequest current) -> current(current);
    };
  }

  private static EntryWords current(InternalRaftRequest request) {
    if (request.hasPut()) {
      return new EntryWords("put", put(request.getPut()));
    }
    if (request.hasDeleteRange()) {
      return new EntryWords("delete_range", range(request.getDeleteRange()));
    }
    if (request.hasTxn()) {
      return new EntryWords("txn", txn(request.getTxn()));
    }
    if (request.hasCompaction()) {
      return new EntryWords("compaction", "revision " + request.getCompaction().getRevision());
    }
    if (request.hasLeaseGrant()) {
      return new EntryWords(
          "lease_grant",
          Long.toHexString(request.getLeaseGrant().getID())
              + " for "
              + request.getLeaseGrant().getTTL()
              + " s");
    }
    if (request.hasLeaseRevoke()) {
      return new EntryWords("lease_revoke", Long.toHexString(request.getLeaseRevoke().getID()));
    }
    return new EntryWords(field(request), "");
  }

  /// The name of the field that is set; its content may hold a password.
  private static String field(InternalRaftRequest request) {
    return request.getAllFields().keySet().stream()
        .map(FieldDescriptor::getName)
        .filter(name -> !name.equals(HEADER) && !name.equals(ID))
        .findFirst()
        .orElse("unreadable");
  }

  private static String put(PutRequest put) {
    String lease = put.getLease() == 0 ? "" : ", lease " + Long.toHexString(put.getLease());
    return shown(put.getKey()) + " (" + put.getValue().size() + " bytes" + lease + ")";
  }

  private static String range(DeleteRangeRequest delete) {
    return delete.getRangeEnd().isEmpty()
        ? shown(delete.getKey())
        : shown(delete.getKey()) + " to " + shown(delete.getRangeEnd());
  }

  private static String txn(TxnRequest txn) {
    String compared =
        txn.getCompareList().stream()
            .limit(SHOWN_OPERATIONS)
            .map(EntryWords::compare)
            .collect(Collectors.joining(", "));
    return "if ["
        + compared
        + "] then ["
        + operations(txn.getSuccessList())
        + "] else ["
        + operations(txn.getFailureList())
        + "]";
  }

  private static String compare(Compare compare) {
    return compare.getTarget() + " of " + shown(compare.getKey()) + " " + compare.getResult();
  }

  private static String operations(List<RequestOp> operations) {
    String first =
        operations.stream()
            .limit(SHOWN_OPERATIONS)
            .map(EntryWords::operation)
            .collect(Collectors.joining(", "));
    int more = operations.size() - SHOWN_OPERATIONS;
    return more > 0 ? first + ", and " + more + " more" : first;
  }

  private static String operation(RequestOp operation) {
    if (operation.hasRequestPut()) {
      return "put " + put(operation.getRequestPut());
    }
    if (operation.hasRequestDeleteRange()) {
      return "delete " + range(operation.getRequestDeleteRange());
    }
    if (operation.hasRequestTxn()) {
      return "txn";
    }
    return operation.hasRequestRange() ? "range" : "nothing";
  }

  private static String shown(ByteString key) {
    ByteString head = key.substring(0, Math.min(key.size(), SHOWN_KEY_BYTES));
    String text = Bytes.of(head.toByteArray()).toString();
    return key.size() > SHOWN_KEY_BYTES ? text + "…" : text;
  }
}
