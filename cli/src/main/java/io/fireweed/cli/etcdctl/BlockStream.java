package io.fireweed.cli.etcdctl;

import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.SequentialFile;
import io.fireweed.recovery.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/// Writes a file block by block: while one is on its way to the disk, the next is filled.
///
/// Past the page cache, so that nothing is left for the end, when a disk that has to take all at
/// once would hold up whoever else needs it, such as a member's log.
final class BlockStream extends OutputStream {
  private final SequentialFile file;
  private final ExecutorService writer;
  private ByteBuffer filling = SequentialFile.allocateBlock();
  private ByteBuffer other = SequentialFile.allocateBlock();
  private Optional<Future<Boolean>> underWay = Optional.empty();

  /// @param writer of one thread; to be ended before the file is closed
  BlockStream(SequentialFile file, ExecutorService writer) {
    this.file = file;
    this.writer = writer;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    int at = from;
    while (at < from + count) {
      int length = Math.min(filling.remaining(), from + count - at);
      filling.put(bytes, at, length);
      at += length;
      if (!filling.hasRemaining()) {
        sendOff();
      }
    }
  }

  private void sendOff() throws IOException {
    awaitWritten();
    ByteBuffer full = filling.flip();
    filling = other.clear();
    other = full;
    underWay =
        Optional.of(
            writer.submit(
                () -> {
                  file.append(full);
                  return true;
                }));
  }

  private void awaitWritten() throws IOException {
    if (underWay.isPresent()) {
      boolean _ = Waiting.on(underWay.get());
    }
  }

  /// Writes the rest. {@return the file, not yet durable} Nothing may be written after this.
  DiskFile finish() throws IOException {
    awaitWritten();
    file.append(filling.flip());
    return file.finish();
  }
}
