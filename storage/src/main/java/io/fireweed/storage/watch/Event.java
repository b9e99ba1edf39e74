package io.fireweed.storage.watch;

import io.fireweed.format.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// A change as clients get it: field 11 of `etcdserverpb.WatchResponse`, tag and length included,
/// encoded once and shared by all who watch the key.
///
/// | field | type | meaning |
/// |---|---|---|
/// | 1 | varint | 1 for a tombstone, left out for a put |
/// | 2 | message | a put: the row; a tombstone: its key (1) and revision (3) alone |
/// | 3 | message | the row as it was before, if that was asked for and there was one |
///
/// Limits: an event is as large as its rows, so at most twice a request's limit.
///
/// Worked bytes: `5a0a 0801 1206 0a0161 188101` is the tombstone of `a` at revision 129.
///
/// Source: etcd `mvccpb` kv.proto and `etcdserverpb` rpc.proto, 3.4.23 to 3.7.1.
public final class Event {
  private static final int EVENTS_TAG = 11 << 3 | 2;
  private static final int TYPE_TAG = 1 << 3;
  private static final int ROW_TAG = 2 << 3 | 2;
  private static final int PREVIOUS_TAG = 3 << 3 | 2;
  private static final int KEY_TAG = 1 << 3 | 2;
  private static final int MOD_TAG = 3 << 3;

  private static final byte[] NOT_YET = {};

  /// What an event weighs besides its row, in bytes of memory.
  private static final int OVERHEAD_BYTES = 64;

  private final Change change;
  private volatile byte[] encoded = NOT_YET;
  private volatile byte[] encodedWithPrevious = NOT_YET;

  Event(Change change) {
    this.change = change;
  }

  public Change change() {
    return change;
  }

  /// {@return about how much memory it takes: the row as it came and as it is sent}
  long weightBytes() {
    return OVERHEAD_BYTES + change.key().length() + 2L * change.row().length();
  }

  /// {@return the encoded field, not to be changed}
  public byte[] encoded() {
    byte[] bytes = encoded;
    if (bytes.length == 0) {
      bytes = encode(Bytes.EMPTY);
      encoded = bytes;
    }
    return bytes;
  }

  /// {@return the encoded field with the row as it was before, not to be changed}
  public byte[] encodedWithPrevious(History history) {
    if (change.creates()) {
      return encoded();
    }
    byte[] bytes = encodedWithPrevious;
    if (bytes.length == 0) {
      Optional<Bytes> previous = history.rowAt(change.key(), change.main() - 1);
      bytes = previous.isPresent() ? encode(previous.get()) : encoded();
      encodedWithPrevious = bytes;
    }
    return bytes;
  }

  private byte[] encode(Bytes previous) {
    boolean put = change.kind() == Change.Kind.PUT;
    int keyBytes = change.key().length();
    int rowBytes =
        put
            ? change.row().length()
            : 1 + Varint.size(keyBytes) + keyBytes + 1 + Varint.size(change.main());
    int body = (put ? 0 : 2) + 1 + Varint.size(rowBytes) + rowBytes;
    if (!previous.isEmpty()) {
      body += 1 + Varint.size(previous.length()) + previous.length();
    }
    byte[] out = new byte[1 + Varint.size(body) + body];
    out[0] = EVENTS_TAG;
    int at = Varint.write(out, 1, body);
    if (put) {
      at = message(out, at, ROW_TAG, change.row());
    } else {
      out[at++] = TYPE_TAG;
      out[at++] = 1;
      out[at++] = ROW_TAG;
      at = Varint.write(out, at, rowBytes);
      at = message(out, at, KEY_TAG, change.key());
      out[at++] = MOD_TAG;
      at = Varint.write(out, at, change.main());
    }
    if (!previous.isEmpty()) {
      at = message(out, at, PREVIOUS_TAG, previous);
    }
    if (at != out.length) {
      throw new IllegalStateException("an event of " + out.length + " bytes filled " + at);
    }
    return out;
  }

  private static int message(byte[] out, int offset, int tag, Bytes content) {
    out[offset] = (byte) tag;
    int at = Varint.write(out, offset + 1, content.length());
    MemorySegment.copy(content.segment(), ValueLayout.JAVA_BYTE, 0, out, at, content.length());
    return at + content.length();
  }
}
