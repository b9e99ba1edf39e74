package io.fireweed.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.RealEtcd;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The names, types and buckets of a real etcd, asked for.
class MetricsIT {
  @Test
  void whatEtcdHasFromTheStartWeHave(@TempDir Path directory) throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume("3.5");
    try (RealEtcd etcd = RealEtcd.start(programs, directory.resolve("data"))) {
      String theirs =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(etcd.clientUrl() + "/metrics")).build(),
                  BodyHandlers.ofString())
              .body();
      String ours = new String(Metrics.basic().text(), StandardCharsets.UTF_8);
      Map<String, String> types = types(theirs);
      // What the newer releases dropped, another program's, and what has its value as a label.
      types
          .keySet()
          .removeIf(
              name ->
                  name.startsWith("etcd_debugging_store_")
                      || name.startsWith("etcd_grpc_proxy_")
                      || name.startsWith("process_network_")
                      || name.matches("etcd_cluster_version|etcd_server_(id|version|go_version)")
                      || name.equals("etcd_server_apply_duration_seconds"));
      assertThat(types(ours)).containsAllEntriesOf(types);
      assertThat(series(ours).toList())
          .containsAll(
              series(theirs).filter(name -> types.containsKey(name.split("_bucket")[0])).toList());
    }
  }

  private static Map<String, String> types(String text) {
    Map<String, String> types = new TreeMap<>();
    text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" "))
        .filter(words -> words[2].matches("(etcd|process|os)_.*"))
        .forEach(words -> types.put(words[2], words[3]));
    return types;
  }

  private static Stream<String> series(String text) {
    return text.lines()
        .filter(line -> line.startsWith("etcd_") && line.contains("_bucket"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')));
  }
}
