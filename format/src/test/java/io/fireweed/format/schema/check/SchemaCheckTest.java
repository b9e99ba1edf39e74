package io.fireweed.format.schema.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaCheckTest {
  static Stream<String> dbs() {
    return Fixtures.all().stream().map(Fixtures.Fixture::name).filter(name -> name.endsWith("db"));
  }

  @ParameterizedTest
  @MethodSource("dbs")
  void realDbsHaveNoErrors(String name) {
    try (DbFile db = DbFile.of(Path.of(name), MemorySegment.ofArray(Fixtures.bytes(name)));
        ReadTx tx = db.read()) {
      SchemaReport report = SchemaCheck.check(tx);
      assertThat(report.findings())
          .filteredOn(finding -> finding.severity() == SchemaFinding.Severity.ERROR)
          .isEmpty();
      assertThat(report.isSound()).isTrue();
    }
  }
}
