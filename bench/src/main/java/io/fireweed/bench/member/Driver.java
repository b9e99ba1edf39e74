package io.fireweed.bench.member;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A few connections to a server, and calls whose messages nobody parses.
final class Driver implements AutoCloseable {
  static final String PACKAGE = "etcdserverpb.";

  private static final int CONNECTIONS = 8;

  private static final MethodDescriptor.Marshaller<byte[]> RAW =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final List<ManagedChannel> channels = new ArrayList<>();

  Driver(String address) {
    for (int i = 0; i < CONNECTIONS; i++) {
      channels.add(
          NettyChannelBuilder.forTarget("dns:///" + address)
              .eventLoopGroup(loop)
              .channelType(EpollSocketChannel.class)
              .usePlaintext()
              .directExecutor()
              .maxInboundMessageSize(Integer.MAX_VALUE)
              .flowControlWindow(4 << 20)
              .disableRetry()
              .build());
    }
  }

  /// {@return a method of a service of etcd's, by its name `Service/Method`}
  static MethodDescriptor<byte[], byte[]> method(String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(PACKAGE + name)
        .setRequestMarshaller(RAW)
        .setResponseMarshaller(RAW)
        .build();
  }

  static MethodDescriptor<byte[], byte[]> unary(String name) {
    return method(name, MethodDescriptor.MethodType.UNARY);
  }

  /// Opens a call on the connection of a client.
  ClientCall<byte[], byte[]> open(int client, MethodDescriptor<byte[], byte[]> method) {
    return channels.get(client % CONNECTIONS).newCall(method, CallOptions.DEFAULT);
  }

  /// What is told of a call.
  interface Answered {
    void told(Status status, byte[] answer);
  }

  /// Starts one call and tells its end.
  void call(
      int client, MethodDescriptor<byte[], byte[]> method, byte[] request, Answered answered) {
    ClientCall<byte[], byte[]> call = open(client, method);
    call.start(
        new ClientCall.Listener<>() {
          private byte[] answer = {};

          @Override
          public void onMessage(byte[] message) {
            answer = message;
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            answered.told(status, answer);
          }
        },
        new Metadata());
    call.sendMessage(request);
    call.halfClose();
    call.request(2);
  }

  /// {@return the answer of one call, waited for}
  byte[] ask(MethodDescriptor<byte[], byte[]> method, byte[] request) {
    CompletableFuture<byte[]> future = new CompletableFuture<>();
    call(
        0,
        method,
        request,
        (status, answer) -> {
          if (status.isOk()) {
            future.complete(answer);
          } else {
            future.completeExceptionally(status.asRuntimeException());
          }
        });
    return future.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(1000);
  }
}
