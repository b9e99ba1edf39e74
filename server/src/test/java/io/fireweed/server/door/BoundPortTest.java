package io.fireweed.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.server.http.HttpAnswer;
import io.fireweed.server.http.HttpBody;
import io.fireweed.server.http.HttpRoutes;
import io.fireweed.server.http.RouteTable;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A port between its being bound and its being served.
class BoundPortTest {
  private static final HttpRoutes WELL =
      (head, reply) -> {
        reply.send(HttpAnswer.of(200, HttpAnswer.PLAIN, "well"));
        return HttpBody.ignored();
      };

  @TempDir Path temporary;

  private static Offered offered(StandardServices services) {
    RouteTable site = new RouteTable().at("/health", WELL);
    return new Offered(services.all(), site, site);
  }

  @Test
  void whoComesEarlyWaitsAndIsAnswered() throws Exception {
    DoorOptions options = DoorOptions.of("http://127.0.0.1:0", Optional.empty());
    try (StandardServices services = new StandardServices();
        ClientPort port = ClientPort.bind(options, List.of())) {
      InetSocketAddress address = (InetSocketAddress) port.addresses().getFirst();
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", address.getPort()).usePlaintext().build();
      try (HttpClient http = HttpClient.newHttpClient()) {
        Future<HealthCheckResponse> call =
            HealthGrpc.newFutureStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance());
        URI page = URI.create("http://127.0.0.1:" + address.getPort() + "/health");
        CompletableFuture<HttpResponse<String>> asked =
            http.sendAsync(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
        assertThatThrownBy(() -> call.get(300, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
        assertThat(asked).isNotDone();
        assertThat(port.connectionCount()).isZero();
        port.serve(offered(services));
        assertThat(call.get(20, TimeUnit.SECONDS).getStatus())
            .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertThat(asked.get(20, TimeUnit.SECONDS).body()).isEqualTo("well");
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void ofSeveralPortsNoneStaysBoundIfOneIsTaken() throws Exception {
    DoorOptions options = DoorOptions.of("http://127.0.0.1:0", Optional.empty());
    try (ClientPort taken = ClientPort.bind(options, List.of())) {
      int number = ((InetSocketAddress) taken.addresses().getFirst()).getPort();
      String url = "http://127.0.0.1:" + number;
      assertThatThrownBy(() -> ClientPort.bind(DoorOptions.of(url, Optional.empty()), List.of()))
          .isInstanceOf(BindException.class)
          .hasMessage("listen tcp 127.0.0.1:" + number + ": bind: address already in use");
      taken.close();
      ClientPort.bind(DoorOptions.of(url, Optional.empty()), List.of()).close();
    }
  }

  @Test
  void aUnixSocketIsNotAskedForWhatItCannotDo() throws Exception {
    Path socket = temporary.resolve("s");
    try (Warnings warnings = Warnings.of("io.netty");
        StandardServices services = new StandardServices();
        ClientPort port =
            ClientPort.bind(DoorOptions.of("unix://" + socket, Optional.empty()), List.of())) {
      port.serve(offered(services));
      try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        assertThat(client.connect(UnixDomainSocketAddress.of(socket))).isTrue();
        ByteBuffer request =
            ByteBuffer.wrap("GET /health HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(client.write(request)).isPositive();
        ByteBuffer answer = ByteBuffer.allocate(1000);
        assertThat(client.read(answer)).isPositive();
        assertThat(new String(answer.array(), StandardCharsets.US_ASCII)).contains("200 OK");
      }
      assertThat(warnings.lines()).isEmpty();
    }
  }
}
