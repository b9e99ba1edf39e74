package io.fireweed.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireFactsIT {
  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void everythingTheRealProgramKnowsOfTheWireIsDescribedAlike(String release) throws Exception {
    Path etcd = EtcdPrograms.assume(release).etcd();
    SortedMap<String, String> theirs = WireFacts.of(EmbeddedDescriptors.of(etcd));
    assertThat(theirs).hasSizeGreaterThan(300);
    assertThat(WireFacts.ours()).containsAllEntriesOf(theirs);
  }
}
