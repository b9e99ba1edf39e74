package io.fireweed.cli.etcdctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.cli.command.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SrvRecordsTest {
  @Test
  void endpointsComeByPriorityEncryptedOnesFirst() throws IOException {
    try (NameServer server =
        new NameServer(
            Map.of(
                "_etcd-client._tcp.a.test",
                List.of(new Record(20, 0, 2379, "c.a.test"), new Record(10, 0, 2380, "d.a.test")),
                "_etcd-client-ssl._tcp.a.test",
                List.of(new Record(0, 0, 443, "e.a.test"))))) {
      assertThat(SrvRecords.endpoints(server.url(), "a.test", "", SrvRecords.Wanted.ALL))
          .containsExactly("https://e.a.test:443", "http://d.a.test:2380", "http://c.a.test:2379");
      assertThat(SrvRecords.endpoints(server.url(), "a.test", "", SrvRecords.Wanted.ENCRYPTED))
          .containsExactly("https://e.a.test:443");
    }
  }

  @Test
  void aNameIsPartOfTheService() throws IOException {
    try (NameServer server =
        new NameServer(
            Map.of("_etcd-client-foo._tcp.a.test", List.of(new Record(0, 0, 2379, "c.a.test"))))) {
      assertThat(SrvRecords.endpoints(server.url(), "a.test", "foo", SrvRecords.Wanted.ALL))
          .containsExactly("http://c.a.test:2379");
    }
  }

  @Test
  void aDomainWithoutRecordsIsToldWithBothServices() throws IOException {
    try (NameServer server = new NameServer(Map.of())) {
      assertThatThrownBy(
              () -> SrvRecords.endpoints(server.url(), "a.test", "", SrvRecords.Wanted.ALL))
          .isInstanceOf(CommandFailure.class)
          .hasMessage(
              "dns lookup errors: lookup _etcd-client-ssl._tcp.a.test: no such host and lookup"
                  + " _etcd-client._tcp.a.test: no such host");
    }
  }

  private record Record(int priority, int weight, int port, String host) {}

  /// Answers questions for SRV records, over UDP on a port of its own.
  private static final class NameServer implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int TYPE_AND_CLASS = 4;

    private final DatagramSocket socket;
    private final Map<String, List<Record>> records;

    NameServer(Map<String, List<Record>> records) throws IOException {
      this.records = Map.copyOf(records);
      this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      Thread.ofPlatform().daemon().name("names").start(this::serve);
    }

    String url() {
      return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() {
      socket.close();
    }

    private void serve() {
      byte[] buffer = new byte[1500];
      try {
        while (true) {
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          socket.receive(packet);
          byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (SocketException closed) {
        // The test has ended.
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private byte[] answer(byte[] question) {
      StringBuilder name = new StringBuilder();
      int at = HEADER;
      while (question[at] != 0) {
        name.append(name.isEmpty() ? "" : ".")
            .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
        at += question[at] + 1;
      }
      int end = at + 1 + TYPE_AND_CLASS;
      List<Record> found = records.getOrDefault(name.toString(), List.of());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(question, 0, 2);
      out.writeBytes(new byte[] {(byte) 0x81, (byte) (found.isEmpty() ? 0x83 : 0x80)});
      out.writeBytes(new byte[] {0, 1, 0, (byte) found.size(), 0, 0, 0, 0});
      out.write(question, HEADER, end - HEADER);
      for (Record each : found) {
        byte[] host = encoded(each.host());
        out.writeBytes(new byte[] {(byte) 0xc0, HEADER, 0, 33, 0, 1, 0, 0, 0, 60});
        short16(out, 6 + host.length);
        short16(out, each.priority());
        short16(out, each.weight());
        short16(out, each.port());
        out.writeBytes(host);
      }
      return out.toByteArray();
    }

    private static void short16(ByteArrayOutputStream out, int value) {
      out.write(value >> 8);
      out.write(value);
    }

    private static byte[] encoded(String host) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (String label : host.split("\\.", -1)) {
        out.write(label.length());
        out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
      }
      out.write(0);
      return out.toByteArray();
    }
  }
}
