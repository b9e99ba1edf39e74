package io.fireweed.recovery.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.fault.RefusedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembersFileTest {
  @Test
  void aFileNamesTokenMembersAndDirectories() {
    MembersFile file =
        MembersFile.ofYaml(
            """
            token: prod
            members:
              - name: m1
                peerURLs: [http://10.0.0.1:2380]
                dir: /var/lib/etcd
                walDir: /fast/wal
              - name: m2
                peerURLs:
                  - http://10.0.0.2:2380
            """,
            "members.yaml");
    assertThat(file.token()).isEqualTo("prod");
    assertThat(file.members()).hasSize(2);
    assertThat(file.members().getFirst().dir()).contains(Path.of("/var/lib/etcd"));
    assertThat(file.members().getFirst().walDir()).contains(Path.of("/fast/wal"));
    assertThat(file.members().getLast().dir()).isEmpty();
    assertThat(file.initialCluster())
        .hasToString("m1=http://10.0.0.1:2380,m2=http://10.0.0.2:2380");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\u0001',
      value = {
        "tokn: x; expected one of [members, token], found \"tokn\"",
        "members: []; members expected at least one, found none",
        "members: {}; members expected a list, found \"{}\"",
        "members: [{nam: a}]; expected one of [dir, name, peerURLs, walDir], found \"nam\"",
        "members: [{peerURLs: [http://h:1]}]; members[0]: name expected, found none",
        "members: [{name: a}]; members[0]: peerURLs expected a list, found nothing",
        "members: [{name: a, peerURLs: []}]; peerURLs expected at least one URL, found none",
        "members: [{name: a, peerURLs: [7]}]; peerURLs expected a text, found \"7\"",
        "members: [{name: ../a, peerURLs: [http://h:1]}]; a name that can be a directory",
        "members: [; expected YAML",
        "7; expected names with values, found \"7\""
      })
  void mistakesAreNamed(String yaml, String message) {
    assertThatThrownBy(() -> MembersFile.ofYaml(yaml, "members.yaml"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(message);
  }

  @Test
  void oneNameTwiceIsRefused() {
    String yaml =
        """
        members:
          - {name: a, peerURLs: [http://h:1]}
          - {name: a, peerURLs: [http://h:2]}
        """;
    assertThatThrownBy(() -> MembersFile.ofYaml(yaml, "members.yaml"))
        .hasMessage("member a expected once, found twice");
  }

  @Test
  void pairsReadAsInitialClusterDoes() {
    MembersFile file = MembersFile.ofPairs("m1=http://h:1,m2=http://h:2", "t");
    assertThat(file.initialCluster()).hasToString("m1=http://h:1,m2=http://h:2");
  }
}
