package io.fireweed.client;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// SHA-256 of a stream without its last 32 bytes, computed on a thread of its own.
///
/// Invariant: of what was taken, all but `held` is digested, and `held` is 32 bytes, or all there
/// is.
final class TailDigest implements AutoCloseable {
  private static final int WAITING_MAX = 16;
  private static final long LOOK_AGAIN_MILLIS = 200;
  private static final ByteBuffer NOTHING = ByteBuffer.wrap(new byte[0]);

  /// Ends with an empty one.
  private final BlockingQueue<ByteBuffer> pieces = new ArrayBlockingQueue<>(WAITING_MAX);
  private final FutureTask<Tail> work = new FutureTask<>(this::digestAll);
  private final Thread thread = Thread.ofPlatform().name("digest").daemon().unstarted(work);
  private final MessageDigest digest = Sha256Trailer.digest();
  private ByteBuffer held = NOTHING;

  /// The last bytes of a stream, and the digest of those before.
  record Tail(Bytes digest, Bytes last) {}

  private TailDigest() {}

  static TailDigest start() {
    TailDigest digest = new TailDigest();
    digest.thread.start();
    return digest;
  }

  /// Takes the next bytes, which must stay as they are.
  void add(ByteBuffer piece) throws IOException {
    if (piece.hasRemaining()) {
      put(piece.duplicate());
    }
  }

  /// {@return the outcome; nothing may be added any more}
  Tail finish() throws IOException {
    put(NOTHING);
    try {
      return work.get();
    } catch (InterruptedException stopped) {
      throw interrupted();
    } catch (ExecutionException failed) {
      throw new IOException("the digest could not be computed", failed.getCause());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void put(ByteBuffer piece) throws IOException {
    try {
      boolean taken = false;
      while (!taken && !work.isDone()) {
        taken = pieces.offer(piece, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException stopped) {
      throw interrupted();
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while a snapshot was digested");
  }

  private Tail digestAll() throws InterruptedException {
    for (ByteBuffer piece = pieces.take(); piece.hasRemaining(); piece = pieces.take()) {
      take(piece);
    }
    return new Tail(Bytes.of(digest.digest()), Bytes.of(MemorySegment.ofBuffer(held)));
  }

  private void take(ByteBuffer piece) {
    if (piece.remaining() < Sha256Trailer.LENGTH) {
      ByteBuffer both = ByteBuffer.allocate(held.remaining() + piece.remaining());
      both.put(held).put(piece).flip();
      held = NOTHING;
      holdLast(both);
    } else {
      digest.update(held);
      holdLast(piece);
    }
  }

  /// Digests all of `bytes` but the last 32, which it keeps.
  private void holdLast(ByteBuffer bytes) {
    int ripe = Math.max(0, bytes.remaining() - Sha256Trailer.LENGTH);
    digest.update(bytes.slice(bytes.position(), ripe));
    held = bytes.slice(bytes.position() + ripe, bytes.remaining() - ripe);
  }
}
