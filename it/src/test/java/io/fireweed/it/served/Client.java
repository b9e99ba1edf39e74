package io.fireweed.it.served;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.AuthGrpc;
import io.fireweed.api.rpc.AuthenticateRequest;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.CompactionResponse;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.DeleteRangeResponse;
import io.fireweed.api.rpc.HashKVRequest;
import io.fireweed.api.rpc.HashKVResponse;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrantResponse;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.LeaseRevokeResponse;
import io.fireweed.api.rpc.LeaseTimeToLiveRequest;
import io.fireweed.api.rpc.LeaseTimeToLiveResponse;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.StatusRequest;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.TxnResponse;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/// Speaks to a server with the generated messages; nothing is repeated, and errors come as they
/// are.
public final class Client implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel connection;
  private final Channel channel;
  private final Server server;

  private Client(ManagedChannel connection, Channel channel, Server server) {
    this.connection = connection;
    this.channel = channel;
    this.server = server;
  }

  static Client to(Server server) {
    return over(plain(server).build(), server);
  }

  static Client from(String address, Server server) {
    SocketAddress own = new InetSocketAddress(address, 0);
    return over(plain(server).localSocketPicker(new From(own)).build(), server);
  }

  private static NettyChannelBuilder plain(Server server) {
    return NettyChannelBuilder.forTarget("dns:///" + server.address())
        .usePlaintext()
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .disableRetry();
  }

  /// The address that connections come from.
  private static final class From extends NettyChannelBuilder.LocalSocketPicker {
    private final SocketAddress own;

    From(SocketAddress own) {
      this.own = own;
    }

    @Override
    public SocketAddress createSocketAddress(SocketAddress remote, Attributes attributes) {
      return own;
    }
  }

  /// {@return a client on a connection of another kind, which it closes}
  public static Client over(ManagedChannel connection, Server server) {
    return new Client(connection, connection, server);
  }

  /// {@return a client on the same connection whose calls carry one more item}
  public Client with(String name, String value) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return new Client(
        connection,
        ClientInterceptors.intercept(
            connection, MetadataUtils.newAttachHeadersInterceptor(metadata)),
        server);
  }

  /// {@return a client on the same connection whose calls carry a user's new token}
  public Client as(String user, String password) {
    String token =
        call(
                AuthGrpc.getAuthenticateMethod(),
                AuthenticateRequest.newBuilder().setName(user).setPassword(password).build())
            .getToken();
    return with(TOKEN.name(), token);
  }

  public Channel channel() {
    return channel;
  }

  public Server server() {
    return server;
  }

  /// {@return the answer, the first one if more may come}
  ///
  /// @throws StatusRuntimeException if the call is refused
  public <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    if (method.getType() == MethodDescriptor.MethodType.UNARY) {
      return ClientCalls.blockingUnaryCall(channel, method, options, request);
    }
    return stream(method, request).next();
  }

  /// {@return the answers of a call that streams them}
  public <Q, A> Iterator<A> stream(MethodDescriptor<Q, A> method, Q request) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    return ClientCalls.blockingServerStreamingCall(channel, method, options, request);
  }

  /// {@return how the server refused the call, which it must}
  public <Q, A> Refusal refusal(MethodDescriptor<Q, A> method, Q request) {
    A answer;
    try {
      answer = call(method, request);
    } catch (StatusRuntimeException failure) {
      return Refusal.of(failure);
    }
    throw new AssertionError("not refused: " + request + "\nanswer: " + answer);
  }

  /// Asserts that the server refuses the call with exactly that error.
  public <Q, A> void refuses(EtcdError error, MethodDescriptor<Q, A> method, Q request) {
    assertThat(refusal(method, request))
        .as("%s", request)
        .isEqualTo(new Refusal(server.release().codeOf(error), error.text()));
  }

  public PutResponse put(PutRequest.Builder request) {
    return call(KVGrpc.getPutMethod(), request.build());
  }

  /// {@return the revision of the put}
  public long put(String key, String value) {
    return put(Ask.put(key, value)).getHeader().getRevision();
  }

  public RangeResponse range(RangeRequest.Builder request) {
    return call(KVGrpc.getRangeMethod(), request.build());
  }

  public DeleteRangeResponse delete(DeleteRangeRequest.Builder request) {
    return call(KVGrpc.getDeleteRangeMethod(), request.build());
  }

  public TxnResponse txn(TxnRequest.Builder request) {
    return call(KVGrpc.getTxnMethod(), request.build());
  }

  public CompactionResponse compact(long revision) {
    return call(
        KVGrpc.getCompactMethod(),
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
  }

  /// {@return the current revision}
  public long revision() {
    return range(Ask.range("revision")).getHeader().getRevision();
  }

  public LeaseGrantResponse grant(long id, long seconds) {
    return call(
        LeaseGrpc.getLeaseGrantMethod(),
        LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build());
  }

  public LeaseRevokeResponse revoke(long id) {
    return call(
        LeaseGrpc.getLeaseRevokeMethod(), LeaseRevokeRequest.newBuilder().setID(id).build());
  }

  /// {@return what is left of a lease, with its keys}
  public LeaseTimeToLiveResponse timeToLive(long id) {
    return call(
        LeaseGrpc.getLeaseTimeToLiveMethod(),
        LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build());
  }

  /// {@return the answer to one renewal on a stream of its own}
  public LeaseKeepAliveResponse keepAlive(long id) {
    Iterator<LeaseKeepAliveResponse> answers =
        stream(
            LeaseGrpc.getLeaseKeepAliveMethod(),
            LeaseKeepAliveRequest.newBuilder().setID(id).build());
    return answers.next();
  }

  public HashKVResponse hashKv(long revision) {
    return call(
        MaintenanceGrpc.getHashKVMethod(),
        HashKVRequest.newBuilder().setRevision(revision).build());
  }

  public StatusResponse status() {
    return call(MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance());
  }

  /// {@return a new stream of watches}
  public WatchStream watch() {
    return new WatchStream(channel);
  }

  @Override
  public void close() {
    connection.shutdownNow();
  }
}
