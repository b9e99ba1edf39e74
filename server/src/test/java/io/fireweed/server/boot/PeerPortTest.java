package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.FreePorts;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.server.config.MemberConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is told at `--listen-peer-urls`, and what is asked of TLS before a member starts.
class PeerPortTest {
  @TempDir Path temporary;

  private MemberConfig config(String... more) {
    return MemberConfig.of(
        Stream.concat(
                Stream.of("--name=m1", "--data-dir=" + temporary.resolve("m1")), Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void thePeerPortTellsWhoIsThere() throws Exception {
    int number = FreePorts.one();
    String url = "http://127.0.0.1:" + number;
    MemberConfig config =
        config(
            "--listen-client-urls=http://127.0.0.1:0",
            "--advertise-client-urls=http://127.0.0.1:1",
            "--listen-peer-urls=" + url,
            "--initial-advertise-peer-urls=" + url,
            "--initial-cluster=m1=" + url);
    try (RunningMember member = RunningMember.start(new LocalDisk(), config)) {
      assertThat(get(url + "/version").body())
          .isEqualTo("{\"etcdserver\":\"3.7.1\",\"etcdcluster\":\"3.7.0\",\"storage\":\"3.7.0\"}");
      HttpResponse<String> members = get(url + "/members");
      assertThat(members.body())
          .isEqualTo(
              "[{\"id\":%s,\"peerURLs\":[\"%s\"],\"name\":\"m1\",\"clientURLs\":[\"%s\"]}]\n"
                  .formatted(Long.toUnsignedString(member.id()), url, "http://127.0.0.1:1"));
      assertThat(members.headers().firstValue("X-Etcd-Cluster-Id"))
          .hasValue(Long.toHexString(member.clusterId()));
      assertThat(get(url + "/raft/probing").body()).startsWith("{\"OK\":true,\"Now\":\"20");
      assertThat(get(url + "/metrics").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aPortThatNeedsACertificateAndHasNoneIsRefusedBeforeAnythingIsMade() {
    assertThatThrownBy(
            () ->
                RunningMember.start(
                    new LocalDisk(),
                    config(
                        "--listen-client-urls=https://127.0.0.1:1",
                        "--advertise-client-urls=https://127.0.0.1:1")))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "TLS key/cert (--cert-file, --key-file) must be provided for client url"
                + " https://127.0.0.1:1 with HTTPS scheme");
    assertThatThrownBy(
            () ->
                RunningMember.start(
                    new LocalDisk(),
                    config(
                        "--listen-peer-urls=https://127.0.0.1:1",
                        "--initial-advertise-peer-urls=https://127.0.0.1:1",
                        "--initial-cluster=m1=https://127.0.0.1:1")))
        .isInstanceOf(RefusedException.class)
        .hasMessage("cannot listen on TLS for 127.0.0.1:1: KeyFile and CertFile are not presented");
    assertThat(Files.exists(temporary.resolve("m1"))).isFalse();
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }
}
