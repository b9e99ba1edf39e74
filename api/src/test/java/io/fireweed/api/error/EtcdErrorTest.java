package io.fireweed.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EtcdErrorTest {
  @Test
  void noTwoErrorsShareAText() {
    assertThat(Arrays.stream(EtcdError.values()).map(EtcdError::text)).doesNotHaveDuplicates();
  }

  @Test
  void anErrorIsFoundByItsTextWhateverItsCode() {
    Status unknown = Status.UNKNOWN.withDescription("etcdserver: no leader");
    assertThat(EtcdError.find(unknown)).contains(EtcdError.NO_LEADER);
    assertThat(EtcdError.find(Status.UNKNOWN)).isEmpty();
    assertThat(EtcdError.find("etcdserver: no leader ")).isEmpty();
  }

  @Test
  void theStatusCarriesCodeAndText() {
    assertThat(EtcdError.COMPACTED.status().getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
    assertThat(EtcdError.COMPACTED.status().getDescription())
        .isEqualTo("etcdserver: mvcc: required revision has been compacted");
  }

  @Test
  void codesThatChangedAreKeptForOldServers() {
    assertThat(EtcdError.NOT_CAPABLE.earlierCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(EtcdError.NO_LEADER.earlierCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }
}
