package io.fireweed.client;

import io.fireweed.api.rpc.AuthGrpc;
import io.fireweed.api.rpc.AuthenticateRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Calls to a cluster, member after member.
///
/// | kind | goes on to the next member when |
/// |---|---|
/// | read | this one is unavailable or took too long |
/// | write | no connection was made, so nobody can have taken it |
/// | call to one member | never |
///
/// Each member is asked at most once, except that a token which is not accepted is renewed and
/// the call repeated once. The member that answered last is asked first next time.
final class ClusterCalls {
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final ClientOptions options;
  private final Connections connections;
  private volatile int firstIndex;
  private volatile String token = "";

  ClusterCalls(ClientOptions options, Connections connections) {
    this.options = options;
    this.connections = connections;
  }

  <T> T read(String call, Function<Channel, T> body) {
    return inTurn(call, body, CallFaults::mayAskAnother);
  }

  <T> T write(String call, Function<Channel, T> body) {
    return inTurn(call, body, CallFaults::wasNotTaken);
  }

  <T> T at(Endpoint endpoint, String call, Function<Channel, T> body) {
    try {
      return withToken(endpoint, body);
    } catch (StatusRuntimeException e) {
      throw CallFaults.of(call, endpoint, e);
    }
  }

  private <T> T inTurn(
      String call, Function<Channel, T> body, Function<StatusRuntimeException, Boolean> goesOn) {
    List<Endpoint> endpoints = options.endpoints();
    int first = firstIndex;
    for (int turn = 0; ; turn++) {
      int index = (first + turn) % endpoints.size();
      Endpoint endpoint = endpoints.get(index);
      try {
        T answer = withToken(endpoint, body);
        firstIndex = index;
        return answer;
      } catch (StatusRuntimeException e) {
        if (turn + 1 == endpoints.size() || !goesOn.apply(e)) {
          throw CallFaults.of(call, endpoint, e);
        }
      }
    }
  }

  private <T> T withToken(Endpoint endpoint, Function<Channel, T> body) {
    Channel channel = connections.to(endpoint);
    if (options.login().isEmpty()) {
      return body.apply(channel);
    }
    if (token.isEmpty()) {
      token = login(channel, options.login().get());
    }
    Channel authenticated = ClientInterceptors.intercept(channel, new TokenBearer());
    try {
      return body.apply(authenticated);
    } catch (StatusRuntimeException e) {
      if (!CallFaults.wantsLogin(e)) {
        throw e;
      }
      token = login(channel, options.login().get());
      return body.apply(authenticated);
    }
  }

  private String login(Channel channel, UserLogin login) {
    return AuthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(options.callLimit().toNanos(), TimeUnit.NANOSECONDS)
        .authenticate(
            AuthenticateRequest.newBuilder()
                .setName(login.user())
                .setPassword(login.password())
                .build())
        .getToken();
  }

  /// Puts the present token into each call's metadata.
  private final class TokenBearer implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions callOptions, Channel next) {
      return new SimpleForwardingClientCall<Q, A>(next.newCall(method, callOptions)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          headers.put(TOKEN, token);
          super.start(listener, headers);
        }
      };
    }
  }
}
