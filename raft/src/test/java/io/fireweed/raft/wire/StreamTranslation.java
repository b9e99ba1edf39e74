package io.fireweed.raft.wire;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Rewrites the answer to one stream request, on its way, into the form of another release.
///
/// What is no stream of messages passes as it is. Frames are those of [PeerTape].
final class StreamTranslation {
  private static final Origin ORIGIN = new Origin("stream", 0);

  private final WireRelease into;
  private final AtomicInteger translatedCount;
  private final boolean isAppendStream;
  private byte[] pending = new byte[0];
  private byte[] body = new byte[0];
  private boolean isHeadDone;
  private boolean passes;

  private StreamTranslation(
      WireRelease into, AtomicInteger translatedCount, boolean isAppendStream) {
    this.into = into;
    this.translatedCount = translatedCount;
    this.isAppendStream = isAppendStream;
  }

  /// {@return a translation for the connection that began with this request, if it is a stream}
  ///
  /// @param translatedCount counts the messages and entries that were translated
  static Optional<StreamTranslation> of(
      byte[] request, WireRelease into, AtomicInteger translatedCount) {
    String start = new String(request, StandardCharsets.ISO_8859_1);
    if (start.startsWith("GET /raft/stream/message/")) {
      return Optional.of(new StreamTranslation(into, translatedCount, false));
    }
    return start.startsWith("GET /raft/stream/msgapp/")
        ? Optional.of(new StreamTranslation(into, translatedCount, true))
        : Optional.empty();
  }

  /// {@return what to pass on for these bytes now; the rest waits for more}
  byte[] feed(byte[] buffer, int count) {
    byte[] added = Arrays.copyOf(buffer, count);
    if (passes) {
      return added;
    }
    pending = join(pending, added);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!isHeadDone) {
      head(out);
    }
    if (isHeadDone && !passes) {
      chunks();
      frames(out);
    }
    return out.toByteArray();
  }

  private void head(ByteArrayOutputStream out) {
    String text = new String(pending, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return;
    }
    isHeadDone = true;
    passes = !text.startsWith("HTTP/1.1 200");
    int length = passes ? pending.length : end + 4;
    out.write(pending, 0, length);
    pending = Arrays.copyOfRange(pending, length, pending.length);
  }

  private void chunks() {
    while (true) {
      String text = new String(pending, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n");
      if (end < 0) {
        return;
      }
      int length = Integer.parseInt(text.substring(0, end), 16);
      int next = end + 2 + length + 2;
      if (next > pending.length) {
        return;
      }
      body = join(body, Arrays.copyOfRange(pending, end + 2, end + 2 + length));
      pending = Arrays.copyOfRange(pending, next, pending.length);
    }
  }

  private void frames(ByteArrayOutputStream out) {
    ByteBuffer in = ByteBuffer.wrap(body);
    while (true) {
      int start = in.position();
      Optional<byte[]> frame = isAppendStream ? appendFrame(in) : messageFrame(in);
      if (frame.isEmpty()) {
        body = Arrays.copyOfRange(body, start, body.length);
        return;
      }
      String size = Integer.toHexString(frame.get().length) + "\r\n";
      out.writeBytes(size.getBytes(StandardCharsets.ISO_8859_1));
      out.writeBytes(frame.get());
      out.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private Optional<byte[]> messageFrame(ByteBuffer in) {
    return PeerTape.hasFrame(in)
        ? Optional.of(framed(message(PeerTape.frame(in))))
        : Optional.empty();
  }

  private Optional<byte[]> appendFrame(ByteBuffer in) {
    if (!in.hasRemaining()) {
      return Optional.empty();
    }
    byte type = in.get();
    byte[] head = {type};
    return switch (type) {
      case 0 -> Optional.of(head);
      case 1 -> appendEntries(in).map(rest -> join(head, rest));
      case 2 -> messageFrame(in).map(rest -> join(head, rest));
      default -> throw new AssertionError("frame type " + type);
    };
  }

  private Optional<byte[]> appendEntries(ByteBuffer in) {
    if (in.remaining() < Long.BYTES) {
      return Optional.empty();
    }
    long count = in.getLong();
    byte[] frame = Bytes.ofLong(count).toArray();
    for (long left = count; left > 0; left--) {
      if (!PeerTape.hasFrame(in)) {
        return Optional.empty();
      }
      Entry entry = EntryCodec.decode(PeerTape.frame(in).segment(), ORIGIN);
      frame = join(frame, framed(EntryCodec.encode(entry, into)));
    }
    if (in.remaining() < Long.BYTES) {
      return Optional.empty();
    }
    translatedCount.incrementAndGet();
    return Optional.of(join(frame, Bytes.ofLong(in.getLong()).toArray()));
  }

  private Bytes message(Bytes bytes) {
    if (PeerTape.isLinkHeartbeat(bytes)) {
      return bytes;
    }
    translatedCount.incrementAndGet();
    return MessageCodec.encode(MessageCodec.decode(bytes.segment(), ORIGIN), into);
  }

  private static byte[] framed(Bytes bytes) {
    return Bytes.ofLong(bytes.length()).plus(bytes).toArray();
  }

  private static byte[] join(byte[] first, byte[] second) {
    return Bytes.of(first).plus(Bytes.of(second)).toArray();
  }
}
