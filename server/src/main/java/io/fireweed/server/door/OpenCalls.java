package io.fireweed.server.door;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.LongAdder;

/// Counts the calls that will end by themselves, which a graceful stop waits for.
final class OpenCalls extends ServerStreamTracer.Factory {
  private final LongAdder open = new LongAdder();

  boolean areNone() {
    return open.sum() <= 0;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new ServerStreamTracer() {
      private boolean counted;

      @Override
      public void serverCallStarted(ServerCallInfo<?, ?> call) {
        if (call.getMethodDescriptor().getType() == MethodType.UNARY) {
          counted = true;
          open.increment();
        }
      }

      @Override
      public void streamClosed(Status status) {
        if (counted) {
          counted = false;
          open.decrement();
        }
      }
    };
  }
}
