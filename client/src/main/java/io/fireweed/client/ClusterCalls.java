package io.fireweed.client;

import io.fireweed.api.rpc.AuthGrpc;
import io.fireweed.api.rpc.AuthenticateRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
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
/// | patient read or write | as above, and again from the first until the time is over |
/// | call to one member | never |
///
/// Each member is asked at most once a round, except that a token which is not accepted is renewed
/// and
/// the call repeated once. The member that answered last is asked first next time.
final class ClusterCalls {
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private static final long ROUND_PAUSE_MILLIS = 100;

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

  /// Asks until somebody answers, round after round, for at most the limit of one call.
  <Q, A> A patiently(Rpc<Q, A> rpc, Q request) {
    return patiently(options.endpoints(), firstIndex, rpc, request);
  }

  /// Asks one member until it answers, for at most the limit of one call.
  <Q, A> A patientlyAt(Endpoint endpoint, Rpc<Q, A> rpc, Q request) {
    return patiently(List.of(endpoint), 0, rpc, request);
  }

  private <Q, A> A patiently(List<Endpoint> endpoints, int first, Rpc<Q, A> rpc, Q request) {
    Function<StatusRuntimeException, Boolean> goesOn =
        switch (rpc.kind()) {
          case READ -> e -> e.getStatus().getCode() == Status.Code.UNAVAILABLE;
          case WRITE -> CallFaults::wasNotTaken;
        };
    Deadline deadline = Deadline.after(options.callLimit().toNanos(), TimeUnit.NANOSECONDS);
    for (int turn = 0; ; turn++) {
      int index = (first + turn) % endpoints.size();
      try {
        A answer =
            withToken(
                endpoints.get(index),
                channel -> rpc.on(channel, CallOptions.DEFAULT.withDeadline(deadline), request));
        firstIndex = endpoints.size() == 1 ? firstIndex : index;
        return answer;
      } catch (StatusRuntimeException e) {
        boolean roundEnds = turn % endpoints.size() == endpoints.size() - 1;
        if (!goesOn.apply(e) || deadline.isExpired() || (roundEnds && !pause(deadline))) {
          throw CallFaults.of(rpc.name(), endpoints.get(index), e);
        }
      }
    }
  }

  /// {@return whether there is time left after a pause}
  private static boolean pause(Deadline deadline) {
    long left = deadline.timeRemaining(TimeUnit.MILLISECONDS);
    try {
      Thread.sleep(Math.clamp(left, 0, ROUND_PAUSE_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !deadline.isExpired();
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
