package io.fireweed.cli.etcdctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.cli.command.CommandFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefragRuleTest {
  private static final Map<String, Double> NAMES = new DbSizes(1000, 250, 2000).names();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dbSize == 1000 && dbSizeInUse == 250 && dbSizeFree == 750 && dbQuota == 2000",
        "dbQuotaUsage >= 0.5",
        "dbSizeFree > 2*100+500 || dbSize < 1",
        "!(dbSize < 1000)",
        "dbSize/dbQuota > 0.4",
        "-dbSize < -999",
        "1 + 2 * 3 == 7",
        "dbSize % 3 == 1",
        "dbSize != 5"
      })
  void holds(String rule) {
    assertThat(DefragRule.holds(rule, NAMES)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dbSize > 1000", "0", "dbQuotaUsage > 0.8 && dbSizeFree > 1", "!1"})
  void doesNotHold(String rule) {
    assertThat(DefragRule.holds(rule, NAMES)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "dbsize > 1", "1 +", "1 2", "dbSize >> 1", "&&", "1..2", "(1))"})
  void makesNoSense(String rule) {
    assertThatThrownBy(() -> DefragRule.holds(rule, NAMES))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("bad defrag rule " + rule);
  }

  @Test
  void aRuleThatIsNestedTooDeepIsRefused() {
    assertThatThrownBy(() -> DefragRule.holds("(".repeat(10_000), NAMES))
        .isInstanceOf(CommandFailure.class);
  }
}
