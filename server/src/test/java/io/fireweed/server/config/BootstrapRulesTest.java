package io.fireweed.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b=http://127.0.0.1:1 | couldn't find local name \"a\" in the initial cluster configuration",
        "a=http://127.0.0.1:3 | --initial-cluster has a=http://127.0.0.1:3 but missing from"
            + " --initial-advertise-peer-urls=http://127.0.0.1:1 (resolved urls:"
            + " \"http://127.0.0.1:1\" != \"http://127.0.0.1:3\")",
        "a=http://127.0.0.1:1,b=http://127.0.0.1:1 |"
            + " initial cluster a=http://127.0.0.1:1,b=http://127.0.0.1:1 has duplicate url",
        "a=http://127.0.0.1:1,a=http://127.0.0.1:2 | --initial-cluster has a=http://127.0.0.1:2 but"
            + " missing from --initial-advertise-peer-urls=http://127.0.0.1:1"
            + " (len([\"http://127.0.0.1:1\"]) !="
            + " len([\"http://127.0.0.1:1\" \"http://127.0.0.1:2\"]))",
      })
  void aListThatContradictsTheMemberIsRefusedInEtcdsWords(String list, String message) {
    MemberConfig config =
        MemberConfig.of(
            "--name=a",
            "--initial-advertise-peer-urls=http://127.0.0.1:1",
            "--initial-cluster=" + list);
    assertThatThrownBy(() -> BootstrapRules.listed(config)).hasMessage(message);
  }

  @Test
  void aNameAndItsAddressAreTheSame() {
    MemberConfig config =
        MemberConfig.of(
            "--name=a",
            "--initial-advertise-peer-urls=http://127.0.0.1:1",
            "--initial-cluster=a=http://localhost:1");
    assertThat(BootstrapRules.listed(config)).containsKey("a");
  }

  @Test
  void anAddressThatCannotBeIsRefusedAtOnce() {
    assertThatThrownBy(() -> MemberConfig.of("--initial-cluster=a"))
        .hasMessage(
            "error setting up initial cluster: URL scheme must be http, https, unix, or unixs: ");
  }
}
