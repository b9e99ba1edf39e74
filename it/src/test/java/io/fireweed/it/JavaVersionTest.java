package io.fireweed.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The tests run on the JDK that the build chose, not on the one that runs Maven.
class JavaVersionTest {
  @Test
  void testsRunOnJava25OrNewer() {
    assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(25);
  }
}
