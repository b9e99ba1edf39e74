package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.server.config.MemberConfig;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The metrics of a running member beside those of a running etcd that did the same.
class MetricsParityIT {
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z0-9_:]+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /// The v2 store, the proxy, Go itself; and what newer Go libraries tell of the process.
  private static final Pattern NOT_OURS =
      Pattern.compile("etcd_debugging_store_.*|etcd_grpc_proxy_.*|go_.*|promhttp_.*|process_net.*");

  /// A program's metrics: types by name; for each sample's name the labels, and the buckets.
  private record Shape(
      Map<String, String> types,
      Map<String, Set<String>> labels,
      Map<String, Set<String>> buckets) {
    static Shape at(String url) throws Exception {
      Shape shape = new Shape(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
      HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofLines())
          .body()
          .forEach(shape::take);
      return shape;
    }

    private void take(String line) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        types.put(words[2], words[3]);
        return;
      }
      Matcher sample = SAMPLE.matcher(line);
      if (line.startsWith("#") || !sample.matches()) {
        return;
      }
      String text = sample.group(2) == null ? "" : sample.group(2);
      Set<String> names = labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
      LABEL
          .matcher(text)
          .results()
          .forEach(
              label -> {
                names.add(label.group(1));
                if (label.group(1).equals("le")) {
                  buckets
                      .computeIfAbsent(sample.group(1), name -> new TreeSet<>())
                      .add(label.group(2));
                }
              });
    }

    void keepOurs() {
      types.keySet().removeIf(name -> NOT_OURS.matcher(name).matches());
      labels.keySet().removeIf(name -> NOT_OURS.matcher(name).matches());
      buckets.keySet().removeIf(name -> NOT_OURS.matcher(name).matches());
    }
  }

  @Test
  void namesTypesLabelsAndBucketsAreEtcds(@TempDir Path directory) throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    MemberConfig config =
        MemberConfig.of(
            "--name=m1",
            "--data-dir=" + directory.resolve("ours"),
            "--listen-client-urls=http://127.0.0.1:0",
            "--advertise-client-urls=http://127.0.0.1:2379");
    try (RealEtcd etcd = RealEtcd.start(programs, directory.resolve("theirs"));
        RunningMember member = RunningMember.start(new LocalDisk(), config)) {
      URI theirs = URI.create(etcd.clientUrl());
      put(theirs.getHost(), theirs.getPort());
      InetSocketAddress ours = (InetSocketAddress) member.clientAddresses().getFirst();
      put("127.0.0.1", ours.getPort());

      Shape expected = Shape.at(theirs + "/metrics");
      expected.keepOurs();
      Shape found = Shape.at("http://127.0.0.1:" + ours.getPort() + "/metrics");
      assertThat(found.types()).containsAllEntriesOf(expected.types());
      assertThat(found.labels()).containsAllEntriesOf(expected.labels());
      assertThat(found.buckets()).containsAllEntriesOf(expected.buckets());
    }
  }

  private static void put(String host, int port) {
    ManagedChannel channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().build();
    try {
      var _ =
          KVGrpc.newBlockingStub(channel)
              .put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build());
    } finally {
      channel.shutdownNow();
    }
  }
}
