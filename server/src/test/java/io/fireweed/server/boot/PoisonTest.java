package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.AuthGrpc;
import io.fireweed.api.rpc.AuthRoleAddRequest;
import io.fireweed.api.rpc.AuthUserAddRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.server.config.MemberConfig;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests that must not get into the log: an entry that cannot be applied ends the member, and
/// ends it again at every start.
class PoisonTest {
  @TempDir Path temporary;

  private RunningMember start() throws IOException, InterruptedException {
    return RunningMember.start(
        new LocalDisk(),
        MemberConfig.of(
            "--name=m1",
            "--data-dir=" + temporary.resolve("m1"),
            "--listen-client-urls=http://127.0.0.1:0",
            "--advertise-client-urls=http://127.0.0.1:2379",
            "--listen-peer-urls=http://127.0.0.1:0"));
  }

  private static ManagedChannel channel(RunningMember member) {
    InetSocketAddress address = (InetSocketAddress) member.clientAddresses().getFirst();
    return NettyChannelBuilder.forAddress(address).usePlaintext().build();
  }

  /// Bytes of a message, in hex: fields of kinds that etcd's messages do not have.
  @ParameterizedTest
  @CsvSource({
    "KV/Put, 0a016b120176 9b06 9c06, an unknown group",
    "KV/Put, 0a016b120176 2805 2a00 0805, a key that is a number",
    "KV/Put, 0a016b120176 1a0161, a lease that is text",
    "KV/DeleteRange, 0a017a 9b06 9c06, an unknown group",
    "KV/DeleteRange, 0a017a 1a00, a switch that is text",
    "KV/Txn, 120a 12080a0161120161 9b06 9c06, a group in a transaction",
    "KV/Txn, 1208 12060a01613a0161, text where a put has none",
    "KV/Compact, 0a00, a revision that is text",
    "Lease/LeaseGrant, 080a 1200, an id that is text",
    "Lease/LeaseRevoke, 0a00, an id that is text",
    "Maintenance/Alarm, 0801 1201 61, a member that is text",
    "Maintenance/Alarm, 0801 1863, an unknown alarm",
    "Auth/RoleAdd, 0a0172 9b06 9c06, an unknown group",
    "Auth/UserAdd, 0a0175 0805, a name that is a number too",
  })
  void whatNobodyKnowsInARequestEndsNoMember(String method, String hex, String what)
      throws Exception {
    byte[] request = HexFormat.of().parseHex(hex.replace(" ", ""));
    try (RunningMember member = start()) {
      ManagedChannel channel = channel(member);
      try {
        byte[] _ = call(channel, method, request);
      } catch (StatusRuntimeException refused) {
        assertThat(refused.getStatus().getCode()).as(what).isNotEqualTo(Status.Code.UNAVAILABLE);
      } finally {
        channel.shutdownNow();
      }
      requireAlive(member);
    }
    try (RunningMember again = start()) {
      requireAlive(again);
    }
  }

  @Test
  void aNameTooLongForTheDbEndsNoMember() throws Exception {
    String name = "n".repeat(40_000);
    try (RunningMember member = start()) {
      ManagedChannel channel = channel(member);
      AuthGrpc.AuthBlockingStub auth =
          AuthGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
      try {
        var _ = auth.roleAdd(AuthRoleAddRequest.newBuilder().setName(name).build());
      } catch (StatusRuntimeException refused) {
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      }
      try {
        var _ =
            auth.userAdd(AuthUserAddRequest.newBuilder().setName(name).setPassword("p").build());
      } catch (StatusRuntimeException refused) {
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      }
      channel.shutdownNow();
      Thread.sleep(500); // The db is written behind.
      requireAlive(member);
    }
    try (RunningMember again = start()) {
      requireAlive(again);
    }
  }

  @Test
  void theLongestKeyIsKeptOverARestart() throws Exception {
    ByteString key = ByteString.copyFrom(new byte[1_500_000]);
    try (RunningMember member = start()) {
      put(member, key);
      requireAlive(member);
    }
    try (RunningMember again = start()) {
      requireAlive(again);
    }
  }

  private static void requireAlive(RunningMember member) {
    put(member, ByteString.copyFromUtf8("alive"));
    assertThat(member.ended()).isNotDone();
  }

  private static void put(RunningMember member, ByteString key) {
    ManagedChannel channel = channel(member);
    try {
      KVGrpc.KVBlockingStub kv =
          KVGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
      var _ = kv.put(PutRequest.newBuilder().setKey(key).build());
      assertThat(kv.range(RangeRequest.newBuilder().setKey(key).build()).getCount()).isEqualTo(1);
    } finally {
      channel.shutdownNow();
    }
  }

  private static byte[] call(ManagedChannel channel, String method, byte[] request) {
    MethodDescriptor<byte[], byte[]> descriptor =
        RawBytes.method(method, MethodDescriptor.MethodType.UNARY);
    return ClientCalls.blockingUnaryCall(
        channel, descriptor, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS), request);
  }
}
