package io.fireweed.recovery.drill;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A test in which something is planted in members that were just restored.
abstract class RehearsedTest {
  @TempDir Path temporary;
  Rehearsal rehearsal;

  @BeforeEach
  void restore() throws IOException {
    rehearsal = new Rehearsal(temporary, TrialPorts.onPaper());
    rehearsal.restore();
  }

  @AfterEach
  void close() {
    rehearsal.close();
  }
}
