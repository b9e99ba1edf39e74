package io.fireweed.server.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.RangeQuery;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request in a few words for the log: which keys, and never which values.
public final class RequestText {
  private static final int MAX_KEY_CHARS = 256;

  private RequestText() {}

  /// {@return the words for a request on keys, none for another}
  public static Optional<String> of(@Nullable Object request) {
    return switch (request) {
      case PutRequest put ->
          Optional.of("key:" + text(put.getKey()) + " value_size:" + put.getValue().size());
      case RangeRequest range -> Optional.of(range(range.getKey(), range.getRangeEnd()));
      case DeleteRangeRequest delete -> Optional.of(range(delete.getKey(), delete.getRangeEnd()));
      case TxnRequest txn ->
          Optional.of(
              "compare_count:%d success_count:%d failure_count:%d"
                  .formatted(txn.getCompareCount(), txn.getSuccessCount(), txn.getFailureCount()));
      case null, default -> Optional.empty();
    };
  }

  /// {@return the words for a read}
  static String of(RangeQuery query) {
    String key = text(query.range().first().toArray());
    return switch (query.range()) {
      case KeyRange.Single _ -> "key:" + key;
      case KeyRange.HalfOpen(_, Bytes end) -> "key:" + key + " range_end:" + text(end.toArray());
      case KeyRange.From _ -> "key:" + key + " range_end:" + text(new byte[1]);
    };
  }

  private static String range(ByteString key, ByteString end) {
    return "key:" + text(key) + " range_end:" + text(end);
  }

  /// {@return the words for what a log entry asks for}
  static String ofEntry(Bytes data) {
    InternalRaftRequest request;
    try {
      request = InternalRaftRequest.parseFrom(data.segment().asByteBuffer());
    } catch (InvalidProtocolBufferException unreadable) {
      return "unreadable";
    }
    StringBuilder words = new StringBuilder();
    if (request.hasHeader()) {
      words.append("header:<ID:").append(Long.toUnsignedString(request.getHeader().getID()));
      words.append(" > ");
    }
    request
        .getAllFields()
        .forEach(
            (field, content) -> {
              if (field.getNumber() != InternalRaftRequest.HEADER_FIELD_NUMBER) {
                words.append(field.getName()).append(":<").append(of(content).orElse(""));
                words.append(" >");
              }
            });
    return words.toString();
  }

  private static String text(ByteString key) {
    return text(key.toByteArray());
  }

  private static String text(byte[] key) {
    StringBuilder out = new StringBuilder("\"");
    for (int at = 0; at < key.length && out.length() < MAX_KEY_CHARS; at++) {
      int octet = key[at] & 0xff;
      if (octet < ' ' || octet > '~' || octet == '"' || octet == '\\') {
        out.append(String.format("\\x%02x", octet));
      } else {
        out.append(new String(new byte[] {(byte) octet}, StandardCharsets.US_ASCII));
      }
    }
    return out.append('"').toString();
  }
}
