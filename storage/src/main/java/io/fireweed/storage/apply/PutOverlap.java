package io.fireweed.storage.apply;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.RequestOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The rule that one branch of a transaction writes no key twice: no two puts of a key, and no put
/// of a key that the branch deletes.
///
/// As etcd has it:
///
/// - The puts of the two halves of a nested transaction may coincide, for one of them runs.
/// - A nested transaction's puts are held against the deletions of its parent and of the nested
///   transactions before it, not of those after it. The parent's own puts are held against all.
/// - A deletion without end, which is range end `\0`, counts as one that deletes nothing.
final class PutOverlap {
  private static final Comparator<ByteString> UNSIGNED =
      ByteString.unsignedLexicographicalComparator();

  private final Set<ByteString> puts = new HashSet<>();
  private final Deletions deletions = new Deletions();

  private PutOverlap() {}

  static Optional<EtcdError> refuse(List<RequestOp> branch) {
    if (branch.size() == 1 && !branch.getFirst().hasRequestTxn()) {
      return Optional.empty();
    }
    return new PutOverlap().add(branch) ? Optional.empty() : Optional.of(EtcdError.DUPLICATE_KEY);
  }

  /// {@return whether the branch keeps the rule}
  private boolean add(List<RequestOp> branch) {
    for (RequestOp operation : branch) {
      if (operation.hasRequestDeleteRange()) {
        deletions.add(operation.getRequestDeleteRange());
      }
    }
    for (RequestOp operation : branch) {
      if (operation.hasRequestTxn() && !addNested(operation)) {
        return false;
      }
    }
    for (RequestOp operation : branch) {
      if (operation.hasRequestPut() && !addPut(operation.getRequestPut().getKey())) {
        return false;
      }
    }
    return true;
  }

  private boolean addPut(ByteString key) {
    return !deletions.contain(key) && puts.add(key);
  }

  private boolean addNested(RequestOp operation) {
    PutOverlap then = new PutOverlap();
    PutOverlap otherwise = new PutOverlap();
    if (!then.add(operation.getRequestTxn().getSuccessList())
        || !otherwise.add(operation.getRequestTxn().getFailureList())) {
      return false;
    }
    for (ByteString key : then.puts) {
      if (!addPut(key)) {
        return false;
      }
    }
    for (ByteString key : otherwise.puts) {
      if (deletions.contain(key) || (!puts.add(key) && !then.puts.contains(key))) {
        return false;
      }
    }
    deletions.addAll(then.deletions);
    deletions.addAll(otherwise.deletions);
    return true;
  }

  /// Deleted ranges; those that overlap are joined.
  private static final class Deletions {
    private final TreeMap<ByteString, ByteString> endByFirst = new TreeMap<>(UNSIGNED);

    void add(DeleteRangeRequest delete) {
      ByteString first = delete.getKey();
      ByteString end = delete.getRangeEnd();
      add(first, end.isEmpty() ? first.concat(ByteString.copyFrom(new byte[1])) : end);
    }

    private void add(ByteString first, ByteString end) {
      if (UNSIGNED.compare(first, end) >= 0) {
        return;
      }
      ByteString from = first;
      ByteString to = end;
      for (Map.Entry<ByteString, ByteString> other : overlapping(first, end)) {
        from = UNSIGNED.compare(other.getKey(), from) < 0 ? other.getKey() : from;
        to = UNSIGNED.compare(other.getValue(), to) > 0 ? other.getValue() : to;
        endByFirst.remove(other.getKey());
      }
      endByFirst.put(from, to);
    }

    private List<Map.Entry<ByteString, ByteString>> overlapping(ByteString first, ByteString end) {
      List<Map.Entry<ByteString, ByteString>> found = new ArrayList<>();
      Map.Entry<ByteString, ByteString> before = endByFirst.lowerEntry(first);
      if (before != null && UNSIGNED.compare(before.getValue(), first) > 0) {
        found.add(before);
      }
      found.addAll(endByFirst.subMap(first, end).entrySet());
      return found.stream().map(Map.Entry::copyOf).toList();
    }

    void addAll(Deletions other) {
      other.endByFirst.forEach(this::add);
    }

    boolean contain(ByteString key) {
      Map.Entry<ByteString, ByteString> before = endByFirst.floorEntry(key);
      return before != null && UNSIGNED.compare(key, before.getValue()) < 0;
    }
  }
}
