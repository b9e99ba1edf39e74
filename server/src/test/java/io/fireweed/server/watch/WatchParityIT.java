package io.fireweed.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.RealEtcd;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same client, word for word, against a real etcd and against us.
class WatchParityIT {
  @TempDir Path work;

  static Stream<String> scripts() {
    return WatchScripts.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void tellsWhatEtcdTells(String name) throws IOException {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    Function<WatchPeer, List<String>> script = WatchScripts.all().get(name);
    List<String> theirs;
    try (RealEtcd etcd = RealEtcd.start(programs, work.resolve("etcd"))) {
      ManagedChannel channel = WatchServer.channel(etcd.clientAddress());
      try {
        theirs = script.apply(new WatchPeer.Etcd(channel));
      } finally {
        channel.shutdownNow();
      }
    }
    List<String> ours;
    try (WatchServer server = WatchServer.start()) {
      ours = script.apply(server.peer);
    }
    if (Boolean.getBoolean("show")) {
      System.out.println("--- " + name + "\n" + String.join("\n", theirs));
    }
    assertThat(ours).as(name).isEqualTo(theirs);
  }
}
