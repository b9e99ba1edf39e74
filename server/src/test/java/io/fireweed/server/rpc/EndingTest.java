package io.fireweed.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.StatusRequest;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.server.state.RefusedCall;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Whatever happens while a call is answered, the client hears of it.
class EndingTest {
  /// What a client is told by a service that answers so.
  private static Status told(Consumer<StreamObserver<StatusResponse>> service) throws IOException {
    String name = InProcessServerBuilder.generateName();
    Server server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(
                new MaintenanceGrpc.MaintenanceImplBase() {
                  @Override
                  public void status(StatusRequest request, StreamObserver<StatusResponse> call) {
                    service.accept(call);
                  }
                })
            .build()
            .start();
    ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    try {
      var _ =
          MaintenanceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(60, TimeUnit.SECONDS)
              .status(StatusRequest.getDefaultInstance());
      return Status.OK;
    } catch (StatusRuntimeException failure) {
      return failure.getStatus();
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  @Test
  void aReplyThatCannotBeMadeAfterAllEndsItsCall() throws Exception {
    CompletableFuture<String> done = new CompletableFuture<>();
    Status status =
        told(
            call -> {
              Ending.after(
                  done,
                  call,
                  _ -> {
                    throw new IllegalStateException("no such row");
                  });
              done.complete("applied");
            });
    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(status.getDescription()).isEqualTo("no such row");
  }

  @Test
  void anErrorOfTheMachineEndsItsCall() throws Exception {
    Status status =
        told(
            call ->
                Ending.after(
                    CompletableFuture.completedFuture(1),
                    call,
                    depth -> {
                      throw new StackOverflowError("depth " + depth);
                    }));
    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(status.getDescription()).isEqualTo("depth 1");
  }

  @Test
  void workThatFindsNoThreadEndsItsCall() throws Exception {
    Status status =
        told(
            call ->
                Ending.guarded(
                    call,
                    () -> {
                      throw new RejectedExecutionException("no thread");
                    }));
    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void aRefusalAfterTheFactKeepsItsWords() throws Exception {
    RefusedCall refused = new RefusedCall(EtcdError.COMPACTED);
    Status status =
        told(
            call ->
                Ending.after(
                    CompletableFuture.completedFuture(1),
                    call,
                    _ -> {
                      throw refused;
                    }));
    assertThat(status.getCode()).isEqualTo(EtcdError.COMPACTED.status().getCode());
    assertThat(status.getDescription()).isEqualTo(EtcdError.COMPACTED.text());
    assertThat(
            told(call -> Ending.after(CompletableFuture.failedFuture(refused), call, x -> null))
                .getDescription())
        .isEqualTo(EtcdError.COMPACTED.text());
  }

  @Test
  void aCallThatHasEndedIsNotEndedAgain() throws Exception {
    assertThat(
            told(call -> {
                  Ending.with(call, StatusResponse.getDefaultInstance());
                  Ending.refuse(call, new IllegalStateException("too late"));
                })
                .isOk())
        .isTrue();
  }

  @Test
  void whatStopsAMemberIsTold() {
    assertThat(Ending.status(new InterruptedException()).getDescription())
        .isEqualTo(EtcdError.STOPPED.text());
    assertThat(Ending.status(new Error("x")).getDescription()).isEqualTo("x");
  }
}
