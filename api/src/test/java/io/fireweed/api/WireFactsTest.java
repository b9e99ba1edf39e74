package io.fireweed.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.RangeStreamResponse;
import io.fireweed.api.rpc.version.VersionProto;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WireFactsTest {
  @Test
  void messagesFieldsEnumsAndMethodsAreExactlyTheRecordedOnes() throws Exception {
    assertThat(WireFacts.ours()).containsExactlyInAnyOrderEntriesOf(recorded());
  }

  @Test
  void theReleaseThatBroughtAMessageOrFieldCanBeAsked() {
    assertThat(
            RangeStreamResponse.getDescriptor()
                .getOptions()
                .getExtension(VersionProto.etcdVersionMsg))
        .isEqualTo("3.7");
    assertThat(
            InternalRaftRequest.getDescriptor()
                .findFieldByName("cluster_version_set")
                .getOptions()
                .getExtension(VersionProto.etcdVersionField))
        .isEqualTo("3.5");
  }

  @Test
  void generatedTypesStayInTheProjectsPackages() {
    for (FileDescriptor file : WireFacts.ourFiles()) {
      assertThat(file.getOptions().getJavaPackage()).startsWith("io.fireweed.api.rpc");
    }
  }

  private static Map<String, String> recorded() throws Exception {
    SortedMap<String, String> facts = new TreeMap<>();
    try (InputStream in =
        Objects.requireNonNull(WireFactsTest.class.getResourceAsStream("/wire-facts.txt"))) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(line -> line.split(" = ", 2))
          .forEach(fact -> facts.put(fact[0], fact[1]));
    }
    return facts;
  }
}
