package io.fireweed.server.log;

import io.fireweed.format.wal.WalRepair;
import java.io.IOException;

/// A log that a member has opened.
///
/// @param repair what was cut off its end, where the writer had died in a write
public record OpenLog(DurableLog log, WalRepair.Outcome repair) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    log.close();
  }
}
