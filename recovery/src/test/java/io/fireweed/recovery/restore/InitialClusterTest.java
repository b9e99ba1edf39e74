package io.fireweed.recovery.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.fault.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Accepted and refused as etcd 3.4.23 and 3.5.30 do; the messages are theirs.
class InitialClusterTest {
  private static final Map<String, String> ADDRESSES =
      Map.of("a.example", "10.0.0.1", "10.0.0.1", "10.0.0.1");
  private static final HostNames NAMES = host -> Optional.ofNullable(ADDRESSES.get(host));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\u0001',
      value = {
        "127.0.0.1:2380; parse \"127.0.0.1:2380\": first path segment in URL cannot contain colon",
        "ftp://h:1; URL scheme must be http, https, unix, or unixs: ftp://h:1",
        "localhost:2380; URL scheme must be http, https, unix, or unixs: localhost:2380",
        "http://h; URL address does not have the form \"host:port\": http://h",
        "http:h:1; URL address does not have the form \"host:port\": http:h:1",
        "http://::1:2380; URL address does not have the form \"host:port\": http://::1:2380",
        "http://h:1/; URL must not contain a path: http://h:1/",
        "http://h:1/x; URL must not contain a path: http://h:1/x",
        "http://[::1:2380; parse \"http://[::1:2380\": missing ']' in host",
        "http://h:abc; parse \"http://h:abc\": invalid port \":abc\" after host",
        "http://a b:1; parse \"http://a b:1\": invalid character \" \" in host name",
        "http://a%zz:1; parse \"http://a%zz:1\": invalid URL escape \"%zz\"",
        "http://a%41:1; parse \"http://a%41:1\": invalid URL escape \"%41\"",
        "http://h:1/%zz; parse \"http://h:1/%zz\": invalid URL escape \"%zz\"",
        "://x; parse \"://x\": missing protocol scheme"
      })
  void wrongUrlsAreRefusedInEtcdsWords(String url, String message) {
    assertThatThrownBy(() -> InitialCluster.parse("m1=" + url))
        .isInstanceOf(RefusedException.class)
        .hasMessage(message);
  }

  @Test
  void controlCharactersAreRefused() {
    assertThatThrownBy(() -> InitialCluster.parse("m1=http://h\u0001:1"))
        .hasMessage("parse \"http://h\\x01:1\": net/url: invalid control character in URL");
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:2380",
    "https://[::1]:2380",
    "unix:///tmp/x",
    "unixs://a:1",
    "http://u@h:1",
    "http://h:",
    "http://:1",
    "http://h:1?q=1",
    "http://[fe80::1%25eth0]:1"
  })
  void theseUrlsAreAccepted(String url) {
    assertThat(InitialCluster.parse("m1=" + url)).hasToString("m1=" + url);
  }

  @Test
  void schemeAndSpacesAreNormalised() {
    assertThat(InitialCluster.parse("m1= HTTP://h:1 ")).hasToString("m1=http://h:1");
  }

  @Test
  void aMemberMayHaveSeveralUrlsWhichAreSorted() {
    InitialCluster cluster = InitialCluster.parse("b=http://h:2,a=http://h:3,b=http://h:1");
    assertThat(cluster).hasToString("a=http://h:3,b=http://h:1,b=http://h:2");
  }

  @Test
  void theMembersOwnUrlsMustBeTheSameInBothPlaces() {
    require("m1=http://127.0.0.1:1,m1=http://127.0.0.1:2", "http://127.0.0.1:2,http://127.0.0.1:1");
    require("m1=http://a.example:1", "http://10.0.0.1:1");
    refused("m2=http://127.0.0.1:1", "http://127.0.0.1:1")
        .hasMessage("couldn't find local name \"m1\" in the initial cluster configuration");
    refused("m1=http://127.0.0.1:27380", "http://localhost:2380")
        .hasMessage(
            "--initial-cluster has m1=http://127.0.0.1:27380 but missing from"
                + " --initial-advertise-peer-urls=http://localhost:2380 (resolved urls:"
                + " \"http://localhost:2380\" != \"http://127.0.0.1:27380\")");
    refused("m1=http://127.0.0.1:1,m1=http://127.0.0.1:2", "http://127.0.0.1:1")
        .hasMessage(
            "--initial-cluster has m1=http://127.0.0.1:2 but missing from"
                + " --initial-advertise-peer-urls=http://127.0.0.1:1 (len([\"http://127.0.0.1:1\"])"
                + " != len([\"http://127.0.0.1:1\" \"http://127.0.0.1:2\"]))");
    refused("m1=http://127.0.0.1:1", "http://127.0.0.1:1,http://127.0.0.1:2")
        .hasMessage(
            "--initial-advertise-peer-urls has http://127.0.0.1:2 but missing from"
                + " --initial-cluster=m1=http://127.0.0.1:1,m1=http://127.0.0.1:2");
    refused("m1=http://127.0.0.1:99999999", "http://127.0.0.1:2380")
        .hasMessage(
            "--initial-cluster has m1=http://127.0.0.1:99999999 but missing from"
                + " --initial-advertise-peer-urls=http://127.0.0.1:2380 (failed to resolve"
                + " \"http://127.0.0.1:99999999\" (address 99999999: invalid port))");
    refused("m1=http://h:1,m2=http://h:1", "http://h:1")
        .hasMessage("initial cluster m1=http://h:1,m2=http://h:1 has duplicate url");
  }

  @Test
  void idsFollowFromUrlsAndToken() {
    NewCluster cluster =
        NewCluster.of(
            InitialCluster.parse(
                "m1=http://127.0.0.1:2380,m2=http://127.0.0.1:2480,m3=http://127.0.0.1:2580"),
            "etcd-cluster");
    assertThat(cluster.id()).hasToString("c14c235c147937a");
    assertThat(cluster.members().stream().map(m -> m.id().toString()))
        .containsExactly("11bff47b8baf3ee9", "2daa54f17ef01167", "b71f75320dc06a6c");
  }

  private static void require(String cluster, String advertised) {
    InitialCluster.parse(cluster).requireMember("m1", InitialCluster.parseUrls(advertised), NAMES);
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
      String cluster, String advertised) {
    List<PeerUrl> urls = InitialCluster.parseUrls(advertised);
    HostNames names = host -> Optional.of(host.startsWith("1") ? host : "10.0.0.9");
    return assertThatThrownBy(() -> InitialCluster.parse(cluster).requireMember("m1", urls, names))
        .isInstanceOf(RefusedException.class);
  }
}
