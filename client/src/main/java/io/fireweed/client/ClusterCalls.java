package io.fireweed.client;

import com.google.protobuf.MessageLite;
import io.fireweed.api.error.EtcdError;
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
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  private static final long ROUND_PAUSE_MILLIS = 100;

  private final ClientOptions options;
  private final Connections connections;
  private volatile int firstIndex;
  private volatile String token;
  private volatile boolean loggedIn;

  ClusterCalls(ClientOptions options, Connections connections) {
    this.options = options;
    this.connections = connections;
    this.token = options.token();
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

  /// {@return the member to ask first}
  Endpoint firstEndpoint() {
    return options.endpoints().get(firstIndex);
  }

  /// {@return the member to ask when that one fails}
  Endpoint after(Endpoint endpoint) {
    int index = options.endpoints().indexOf(endpoint);
    return options.endpoints().get((index + 1) % options.endpoints().size());
  }

  /// {@return a channel to one member for streams, which it ends when it has no leader}
  Channel withLeader(Endpoint endpoint) {
    return ClientInterceptors.intercept(authenticated(endpoint), new LeaderWanted());
  }

  /// Lets the next call ask for a new token.
  void forgetToken() {
    loggedIn = false;
  }

  private Channel authenticated(Endpoint endpoint) {
    Channel channel = connections.to(endpoint);
    if (options.login().isPresent() && !loggedIn) {
      token = login(channel, options.login().get());
      loggedIn = true;
    }
    return ClientInterceptors.intercept(channel, new TokenBearer());
  }

  private <T> T withToken(Endpoint endpoint, Function<Channel, T> body) {
    Channel channel = authenticated(endpoint);
    try {
      return body.apply(channel);
    } catch (StatusRuntimeException e) {
      if (options.login().isEmpty() || !CallFaults.wantsLogin(e)) {
        throw e;
      }
      forgetToken();
      return body.apply(authenticated(endpoint));
    }
  }

  /// {@return a token, or an empty text from a cluster that asks nobody who he is}
  private String login(Channel channel, UserLogin login) {
    try {
      return AuthGrpc.newBlockingStub(channel)
          .withDeadlineAfter(options.callLimit().toNanos(), TimeUnit.NANOSECONDS)
          .authenticate(
              AuthenticateRequest.newBuilder()
                  .setName(login.user())
                  .setPassword(login.password())
                  .build())
          .getToken();
    } catch (StatusRuntimeException e) {
      if (EtcdError.find(e.getStatus()).filter(EtcdError.AUTH_NOT_ENABLED::equals).isPresent()) {
        return "";
      }
      throw e;
    }
  }

  /// Puts the present token into each call's metadata.
  private final class TokenBearer implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions callOptions, Channel next) {
      return new SimpleForwardingClientCall<Q, A>(next.newCall(method, callOptions)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          if (!token.isEmpty()) {
            headers.put(TOKEN, token);
          }
          super.start(listener, headers);
        }

        @Override
        public void sendMessage(Q message) {
          int limit = options.wires().sendLimitBytes();
          int size = message instanceof MessageLite lite ? lite.getSerializedSize() : 0;
          if (size > limit) {
            // In the words of Go's client.
            throw Status.RESOURCE_EXHAUSTED
                .withDescription(
                    "trying to send message larger than max (" + size + " vs. " + limit + ")")
                .asRuntimeException();
          }
          super.sendMessage(message);
        }
      };
    }
  }

  /// Asks a member to answer only while it knows a leader.
  private static final class LeaderWanted implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions callOptions, Channel next) {
      return new SimpleForwardingClientCall<Q, A>(next.newCall(method, callOptions)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          headers.put(HAS_LEADER, "true");
          super.start(listener, headers);
        }
      };
    }
  }
}
