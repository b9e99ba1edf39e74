package io.fireweed.raft.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Passes TCP connections on to another loopback port and keeps a copy of all bytes; if told so, it
/// translates what streams of messages carry.
final class RecordingProxy implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final int CONNECT_LIMIT_MILLIS = 2000;

  private final ServerSocket server;
  private final int targetPort;
  private final Optional<WireRelease> translateInto;
  private final AtomicInteger translatedCount = new AtomicInteger();
  private final List<Recording> recordings = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /// What both ends of one connection sent.
  static final class Recording {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    /// {@return what the end that connected has sent so far}
    byte[] sent() {
      return sent.toByteArray();
    }

    /// {@return what the end that was connected to has sent so far}
    byte[] received() {
      return received.toByteArray();
    }
  }

  RecordingProxy(int targetPort, Optional<WireRelease> translateInto) throws IOException {
    this.targetPort = targetPort;
    this.translateInto = translateInto;
    this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /// {@return how many messages were translated so far}
  int translatedCount() {
    return translatedCount.get();
  }

  List<Recording> recordings() {
    return List.copyOf(recordings);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // Closed: the loop ends.
      }
    }
  }

  private void serve(Socket client) {
    Socket target = new Socket();
    sockets.add(client);
    sockets.add(target);
    try {
      target.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort),
          CONNECT_LIMIT_MILLIS);
    } catch (IOException e) {
      // The member is down: its peers see the connection end.
      shut(client);
      return;
    }
    Recording recording = new Recording();
    recordings.add(recording);
    Thread.ofVirtual().start(() -> answer(target, client, recording));
    copy(client, target, recording.sent);
  }

  private void answer(Socket from, Socket to, Recording recording) {
    byte[] buffer = new byte[1 << 16];
    Optional<StreamTranslation> translation = Optional.empty();
    boolean isFirst = true;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        recording.received.write(buffer, 0, count);
        if (isFirst && translateInto.isPresent()) {
          translation =
              StreamTranslation.of(recording.sent(), translateInto.get(), translatedCount);
        }
        isFirst = false;
        if (translation.isPresent()) {
          out.write(translation.get().feed(buffer, count));
        } else {
          out.write(buffer, 0, count);
        }
      }
    } catch (IOException e) {
      // A killed member: what it said until then stays.
    }
  }

  private static void copy(Socket from, Socket to, ByteArrayOutputStream kept) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        kept.write(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // A killed member: what it said until then stays.
    }
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("close a socket", e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("close the proxy " + url(), e);
    }
    sockets.forEach(RecordingProxy::shut);
  }
}
