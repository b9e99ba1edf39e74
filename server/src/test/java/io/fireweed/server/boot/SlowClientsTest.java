package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.AlarmRequest.AlarmAction;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeStreamResponse;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.server.config.MemberConfig;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one client does or leaves undone holds up no other, and every call ends.
class SlowClientsTest {
  private static final int MANY_STREAMS = 12;

  /// So many are under way for certain when the others ask.
  private static final int FEW_STREAMS = 4;

  private static final int ROWS = 12;
  private static final ByteString ALL = ByteString.copyFrom(new byte[1]);

  @TempDir Path temporary;
  private RunningMember member;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    member =
        RunningMember.start(
            new LocalDisk(),
            MemberConfig.of(
                "--name=m1",
                "--data-dir=" + temporary.resolve("m1"),
                "--listen-client-urls=http://127.0.0.1:0",
                "--listen-peer-urls=http://127.0.0.1:0",
                "--advertise-client-urls=http://127.0.0.1:2379"));
    channel = connect();
  }

  private ManagedChannel connect() {
    return NettyChannelBuilder.forAddress((InetSocketAddress) member.clientAddresses().getFirst())
        .maxInboundMessageSize(1 << 30)
        .usePlaintext()
        .build();
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    member.close();
  }

  @Test
  void streamsThatNobodyReadsDoNotHoldUpOtherReads() throws Exception {
    KVGrpc.KVBlockingStub keys =
        KVGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    for (int row = 0; row < ROWS; row++) {
      keys.put(
          PutRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8("k" + row))
              .setValue(ByteString.copyFrom(new byte[1_000_000]))
              .build());
    }
    ManagedChannel idle = connect();
    Semaphore begun = new Semaphore(0);
    for (int stream = 0; stream < MANY_STREAMS; stream++) {
      ClientCall<RangeRequest, RangeStreamResponse> unread =
          idle.newCall(KVGrpc.getRangeStreamMethod(), CallOptions.DEFAULT);
      unread.start(
          new ClientCall.Listener<>() {
            @Override
            public void onHeaders(Metadata headers) {
              begun.release();
            }
          },
          new Metadata());
      unread.sendMessage(RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).build());
      unread.halfClose();
    }
    assertThat(begun.tryAcquire(FEW_STREAMS, 60, TimeUnit.SECONDS)).isTrue();

    for (int again = 0; again < ROWS; again++) {
      RangeRequest everything =
          RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL).setKeysOnly(true).build();
      assertThat(keys.range(everything).getCount()).isEqualTo(ROWS);
    }
    idle.shutdownNow();
  }

  @Test
  void anAlarmOfAnUnknownKindIsAnswered() {
    MaintenanceGrpc.MaintenanceBlockingStub maintenance =
        MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    AlarmRequest raised =
        AlarmRequest.newBuilder()
            .setAction(AlarmAction.ACTIVATE)
            .setMemberID(5)
            .setAlarmValue(99)
            .build();

    assertThat(maintenance.alarm(raised).getAlarms(0).getAlarmValue()).isEqualTo(99);
    assertThat(
            maintenance
                .alarm(raised.toBuilder().setAction(AlarmAction.GET).build())
                .getAlarmsCount())
        .isZero();
  }
}
