package io.fireweed.client;

import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeStreamResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/// One question that a member answers in pieces.
///
/// @param <Q> the request
/// @param <A> a piece of the answer
public final class StreamRpc<Q, A> {
  /// Not before 3.7.
  public static final StreamRpc<RangeRequest, RangeStreamResponse> RANGE =
      new StreamRpc<>("range stream", KVGrpc.getRangeStreamMethod());

  private final String name;
  private final MethodDescriptor<Q, A> method;

  private StreamRpc(String name, MethodDescriptor<Q, A> method) {
    this.name = name;
    this.method = method;
  }

  String name() {
    return name;
  }

  Iterator<A> on(Channel channel, Duration limit, Q request) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS);
    return ClientCalls.blockingServerStreamingCall(channel, method, options, request);
  }
}
