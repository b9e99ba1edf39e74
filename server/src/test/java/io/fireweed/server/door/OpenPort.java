package io.fireweed.server.door;

import io.fireweed.fixtures.ProgramRun;
import io.fireweed.server.gateway.Gateway;
import io.fireweed.server.http.HttpAnswer;
import io.fireweed.server.http.HttpBody;
import io.fireweed.server.http.RouteTable;
import io.fireweed.server.state.AnswerRoom;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A port with tiny services, the gateway and a page, for one test.
public final class OpenPort implements AutoCloseable {
  private final TinyServices services = new TinyServices();
  private final Gateway gateway;
  private final ClientPort port;

  private OpenPort(DoorOptions options) throws IOException {
    List<ServerServiceDefinition> all = services.all();
    port = ClientPort.bind(options, List.of());
    gateway =
        Gateway.open(
            all,
            List.of(),
            options.limits().maxMessageBytes(),
            () -> true,
            new AnswerRoom(64 << 20));
    RouteTable monitoring =
        new RouteTable()
            .at(
                "/health",
                (head, reply) -> {
                  reply.send(HttpAnswer.of(200, HttpAnswer.PLAIN, "well " + head.commonName()));
                  return HttpBody.ignored();
                });
    RouteTable site =
        new RouteTable()
            .under("/v3/", gateway)
            .at("/health", monitoring)
            .at(
                "/echo",
                (head, reply) ->
                    HttpBody.whole(
                        1_000_000,
                        reply,
                        HttpAnswer.error(413, "too large"),
                        body -> reply.send(HttpAnswer.of(200, HttpAnswer.PLAIN, body))));
    port.serve(new Offered(all, site, monitoring));
  }

  /// {@return a plain port on a free number}
  public static OpenPort plain() throws IOException {
    return with(DoorOptions.of("http://127.0.0.1:0", Optional.empty()));
  }

  static OpenPort with(DoorOptions options) throws IOException {
    return new OpenPort(options);
  }

  static OpenPort tls(TlsOptions tls) throws IOException {
    return with(DoorOptions.of("https://127.0.0.1:0", Optional.of(tls)));
  }

  public TinyServices services() {
    return services;
  }

  ClientPort port() {
    return port;
  }

  /// {@return the number of the first port}
  public int number() {
    return number(0);
  }

  int number(int at) {
    return ((InetSocketAddress) port.addresses().get(at)).getPort();
  }

  String address() {
    return "127.0.0.1:" + number();
  }

  /// {@return what curl prints}
  static ProgramRun curl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-S", "--max-time", "60"));
    command.addAll(List.of(arguments));
    return ProgramRun.of(command, Map.of(), Duration.ofSeconds(90));
  }

  @Override
  public void close() {
    gateway.close();
    port.close();
  }
}
