package io.fireweed.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.RealEtcd;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our services and a real etcd's are asked the same about users, roles and leases.
class RightsParityIT {
  @TempDir Path work;

  @Test
  void ourMemberAnswersAsARealOneDoes() throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    List<String> expected;
    try (RealEtcd etcd = RealEtcd.start(programs, work.resolve("etcd"))) {
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(etcd.clientAddress()).usePlaintext().build();
      try {
        expected = new RightsScript(channel).run();
      } finally {
        channel.shutdownNow();
      }
    }
    assertThat(expected).hasSizeGreaterThan(150);
    try (OneMember ours = new OneMember(work.resolve("ours"))) {
      assertThat(new RightsScript(ours.channel()).run()).isEqualTo(expected);
    }
  }
}
