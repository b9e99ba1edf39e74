package io.fireweed.server.gateway;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.fireweed.server.http.HttpAnswer;
import io.fireweed.server.http.HttpBody;
import io.fireweed.server.http.HttpHead;
import io.fireweed.server.http.HttpReply;
import io.fireweed.server.http.HttpRoutes;
import io.fireweed.server.state.AnswerRoom;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Answers JSON requests by calling the gRPC services of the same process.
public final class Gateway implements HttpRoutes, AutoCloseable {
  private static final ByteMarshaller BYTES = new ByteMarshaller();

  private final Server server;
  private final ManagedChannel channel;
  private final int maxMessageBytes;
  private final BooleanSupplier authEnabled;
  private final AnswerRoom room;

  private Gateway(
      Server server,
      ManagedChannel channel,
      int maxMessageBytes,
      BooleanSupplier authEnabled,
      AnswerRoom room) {
    this.server = server;
    this.channel = channel;
    this.maxMessageBytes = maxMessageBytes;
    this.authEnabled = authEnabled;
    this.room = room;
  }

  /// Opens a gateway.
  ///
  /// @param services with their interceptors
  /// @param tracers that follow each call
  /// @param maxMessageBytes the longest message a service is given
  /// @param authEnabled whether users are told apart now
  /// @param room for answers as JSON
  public static Gateway open(
      List<ServerServiceDefinition> services,
      List<ServerStreamTracer.Factory> tracers,
      int maxMessageBytes,
      BooleanSupplier authEnabled,
      AnswerRoom room)
      throws IOException {
    String name = InProcessServerBuilder.generateName();
    InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
    services.forEach(builder::addService);
    tracers.forEach(builder::addStreamTracerFactory);
    Server server = builder.build().start();
    ManagedChannel channel =
        InProcessChannelBuilder.forName(name)
            .directExecutor()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
    return new Gateway(server, channel, maxMessageBytes, authEnabled, room);
  }

  @Override
  public HttpBody begin(HttpHead head, HttpReply reply) {
    Optional<MethodDescriptor> method = GatewayPaths.find(head.path());
    if (method.isEmpty()) {
      return refuse(reply, Status.NOT_FOUND.withDescription("Not Found"));
    }
    if (!head.method().equals("POST")) {
      return refuse(reply, Status.UNIMPLEMENTED.withDescription("Method Not Allowed"));
    }
    if (!head.commonName().isEmpty() && authEnabled.getAsBoolean()) {
      reply.send(
          HttpAnswer.error(
              400,
              "CommonName of client sending a request against gateway will be ignored and not"
                  + " used as expected"));
      return HttpBody.ignored();
    }
    try {
      Metadata metadata = CallHeaders.metadata(head);
      ClientCall<byte[], byte[]> call = newCall(method.get(), CallHeaders.options(head));
      boolean streams = method.get().isServerStreaming() || method.get().isClientStreaming();
      return streams
          ? StreamCall.begin(method.get(), call, metadata, reply, maxMessageBytes)
          : SingleCall.begin(method.get(), call, metadata, reply, maxMessageBytes, room);
    } catch (BadJsonException e) {
      return refuse(reply, GatewayStatus.badRequest(String.valueOf(e.getMessage())));
    }
  }

  private static HttpBody refuse(HttpReply reply, Status status) {
    reply.send(GatewayStatus.answer(status));
    return HttpBody.ignored();
  }

  private ClientCall<byte[], byte[]> newCall(MethodDescriptor method, CallOptions options) {
    io.grpc.MethodDescriptor.MethodType type;
    if (method.isClientStreaming()) {
      type = io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING;
    } else if (method.isServerStreaming()) {
      type = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING;
    } else {
      type = io.grpc.MethodDescriptor.MethodType.UNARY;
    }
    return channel.newCall(
        io.grpc.MethodDescriptor.newBuilder(BYTES, BYTES)
            .setType(type)
            .setFullMethodName(
                io.grpc.MethodDescriptor.generateFullMethodName(
                    method.getService().getFullName(), method.getName()))
            .build(),
        options);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
