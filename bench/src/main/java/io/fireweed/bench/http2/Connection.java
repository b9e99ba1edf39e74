package io.fireweed.bench.http2;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/// A socket, and both directions of what is spoken over it.
final class Connection implements AutoCloseable {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Outbound outbound;
  private final Inbound inbound;

  private Connection(SocketChannel channel, SelectionKey key, Outbound out, Inbound in) {
    this.channel = channel;
    this.key = key;
    this.outbound = out;
    this.inbound = in;
  }

  /// Opens a connection, whose key has it attached.
  static Connection open(
      Selector selector, SocketAddress address, Outbound out, Consumer<Call> answered)
      throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      Connection connection = new Connection(channel, key, out, new Inbound(out, answered));
      key.attach(connection);
      return connection;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  boolean isReady() {
    return outbound.isReady();
  }

  void submit(Call call) {
    outbound.submit(call);
  }

  void read() throws IOException {
    if (key.isReadable()) {
      inbound.read(channel);
    }
  }

  /// Writes once, and again when the socket has room if that was not all.
  void flush() throws IOException {
    int wanted =
        outbound.flush(channel)
            ? SelectionKey.OP_READ
            : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
