package io.fireweed.bench.member;

import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Clients that renew their lease again and again, each on a stream of its own.
final class LeaseLoad {
  private static final long FIRST_ID = 1_000_000;

  private static final MethodDescriptor<byte[], byte[]> KEEP_ALIVE =
      Driver.method("Lease/LeaseKeepAlive", MethodDescriptor.MethodType.BIDI_STREAMING);

  private final Contender contender;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Latencies latencies = new Latencies();

  LeaseLoad(Contender contender) {
    this.contender = contender;
  }

  Measured run(int clients, Duration span) throws IOException {
    for (int i = 0; i < clients; i++) {
      grant(FIRST_ID + i);
    }
    Meter meter = Meter.start(contender);
    for (int i = 0; i < clients; i++) {
      renew(i);
    }
    Load.pause(span);
    over.set(true);
    return meter.measured(latencies, latencies.count());
  }

  private void grant(long id) {
    byte[] request = LeaseGrantRequest.newBuilder().setID(id).setTTL(3600).build().toByteArray();
    try {
      contender.driver().ask(Driver.unary("Lease/LeaseGrant"), request);
    } catch (java.util.concurrent.CompletionException e) {
      if (!(e.getCause() instanceof StatusRuntimeException failure)
          || !String.valueOf(failure.getMessage()).contains("already exists")) {
        throw e;
      }
    }
  }

  private void renew(int client) {
    byte[] request =
        LeaseKeepAliveRequest.newBuilder().setID(FIRST_ID + client).build().toByteArray();
    ClientCall<byte[], byte[]> call = contender.driver().open(client, KEEP_ALIVE);
    call.start(
        new ClientCall.Listener<>() {
          private long sent = System.nanoTime();

          @Override
          public void onMessage(byte[] message) {
            long now = System.nanoTime();
            latencies.add(now - sent);
            if (over.get()) {
              call.halfClose();
              return;
            }
            sent = now;
            call.sendMessage(request);
            call.request(1);
          }
        },
        new Metadata());
    call.sendMessage(request);
    call.request(2);
  }
}
