package io.fireweed.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EtcdErrorIT {
  private static final Set<EtcdError> NEWER_THAN_3_5 =
      Set.of(
          EtcdError.INVALID_CLIENT_API_VERSION,
          EtcdError.INVALID_SORT_OPTION,
          EtcdError.RANGE_STREAM_SORT,
          EtcdError.RANGE_STREAM_FILTER);

  @Test
  void everyTextStandsInTheRealProgram() throws Exception {
    byte[] program = Files.readAllBytes(EtcdPrograms.assume("3.5").etcd());
    String text = new String(program, StandardCharsets.ISO_8859_1);
    for (EtcdError error : EtcdError.values()) {
      assertThat(text.contains(error.text()))
          .as(error + ": " + error.text())
          .isNotEqualTo(NEWER_THAN_3_5.contains(error));
    }
  }
}
