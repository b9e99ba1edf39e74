package io.fireweed.bench.http2;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;

/// Clients that call one method of a server again and again, each with one call in flight, on a few
/// connections; all on the thread that runs it.
///
/// A round of the loop reads what came on any connection, then writes what became ready, with one
/// write for each connection. Every failure of a call or a connection ends the run.
public final class UnaryLoop implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 8;
  private static final long ANSWER_LIMIT_MILLIS = 60_000;

  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final List<Call> clients = new ArrayList<>();
  private final IntFunction<byte[]> requests;
  private final LongConsumer latencyNanos;
  private boolean over;
  private int busy;

  private UnaryLoop(
      Selector selector, int clients, IntFunction<byte[]> requests, LongConsumer latencyNanos) {
    this.selector = selector;
    this.requests = requests;
    this.latencyNanos = latencyNanos;
    for (int client = 0; client < clients; client++) {
      this.clients.add(new Call(client));
    }
  }

  /// Connects, and returns when the server has greeted.
  ///
  /// @param address such as `127.0.0.1:2379`
  /// @param method such as `etcdserverpb.KV/Put`
  /// @param requests gives the next request of a client
  /// @param latencyNanos is told what each call waited, the last ones too
  public static UnaryLoop connect(
      String address,
      String method,
      int clients,
      IntFunction<byte[]> requests,
      LongConsumer latencyNanos)
      throws IOException {
    UnaryLoop loop = new UnaryLoop(Selector.open(), clients, requests, latencyNanos);
    try {
      int colon = address.lastIndexOf(':');
      InetSocketAddress at =
          new InetSocketAddress(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
      for (int i = 0; i < Math.min(clients, CONNECTIONS_MAX); i++) {
        loop.connections.add(
            Connection.open(
                loop.selector, at, new Outbound(address, "/" + method), loop::answered));
      }
      loop.greet();
      return loop;
    } catch (IOException e) {
      loop.close();
      throw e;
    }
  }

  private void greet() throws IOException {
    flush();
    while (!connections.stream().allMatch(Connection::isReady)) {
      round();
    }
  }

  /// Calls until the time is over and the last calls are answered.
  ///
  /// @throws IOException for whatever a call or a connection failed of
  public void run(Duration span) throws IOException {
    long start = System.nanoTime();
    over = false;
    busy = clients.size();
    clients.forEach(this::next);
    flush();
    while (busy > 0) {
      round();
      over = System.nanoTime() - start >= span.toNanos();
    }
  }

  private void round() throws IOException {
    if (selector.select(ANSWER_LIMIT_MILLIS) == 0) {
      throw new IOException("nothing came for " + ANSWER_LIMIT_MILLIS + " ms");
    }
    for (SelectionKey key : selector.selectedKeys()) {
      connection(key).read();
    }
    for (SelectionKey key : selector.selectedKeys()) {
      connection(key).flush();
    }
    selector.selectedKeys().clear();
  }

  private static Connection connection(SelectionKey key) {
    return (Connection) key.attachment();
  }

  private void flush() throws IOException {
    for (Connection connection : connections) {
      connection.flush();
    }
  }

  private void answered(Call call) {
    latencyNanos.accept(System.nanoTime() - call.startNanos());
    if (over) {
      busy--;
    } else {
      next(call);
    }
  }

  private void next(Call call) {
    long start = System.nanoTime();
    call.begin(requests.apply(call.client()), start);
    connections.get(call.client() % connections.size()).submit(call);
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
