package io.fireweed.server.boot;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A process with many connections that say hello and then nothing, half of them in HTTP/2, half in
/// HTTP/1.1. It says `ready` once each was answered, and `open` when its input ends, if they are.
final class IdleClients {
  /// An address has fewer ports than there may be connections.
  private static final int CONNECTIONS_PER_ADDRESS = 5_000;

  private static final byte[] HTTP2 =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] HTTP1 =
      "GET /version HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private IdleClients() {}

  /// @param arguments the port, and how many connections
  public static void main(String[] arguments) throws IOException {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0]));
    List<SocketChannel> all = new ArrayList<>();
    for (int at = 0; at < Integer.parseInt(arguments[1]); at++) {
      all.add(connect(address, at));
    }
    for (SocketChannel connection : all) {
      requireOpen(connection.read(ByteBuffer.allocate(4096)));
    }
    say("ready");
    while (System.in.read() >= 0) {
      // Idle.
    }
    for (SocketChannel connection : all) {
      connection.configureBlocking(false);
      requireOpen(connection.read(ByteBuffer.allocate(4096)));
    }
    say("open");
  }

  private static SocketChannel connect(InetSocketAddress address, int at) throws IOException {
    SocketChannel connection = SocketChannel.open();
    String source = "127.0.0." + (2 + at / CONNECTIONS_PER_ADDRESS);
    connection.bind(new InetSocketAddress(source, 0));
    connection.connect(address);
    connection.write(ByteBuffer.wrap(at % 2 == 0 ? HTTP2 : HTTP1));
    return connection;
  }

  private static void requireOpen(int read) throws EOFException {
    if (read < 0) {
      throw new EOFException("the member closed an idle connection");
    }
  }

  private static void say(String word) {
    System.out.println(word);
    System.out.flush();
  }
}
