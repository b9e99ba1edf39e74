package io.fireweed.bench.raft;

import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Entries of 256 bytes, committed and applied by three members in one thread.
@State(Scope.Thread)
public class CommitBenchmark {
  static final int BATCH = 64;
  private static final int ENTRY_BYTES = 256;

  /// Entries that each log holds meanwhile: the rate must not depend on it.
  @Param({"1000", "100000", "1000000"})
  public int logEntries;

  private MemoryGroup group = new MemoryGroup(1);
  private List<Bytes> single = List.of();
  private List<Bytes> batch = List.of();

  /// Fills the logs.
  @Setup
  public void fill() {
    Bytes entry = Bytes.of(new byte[ENTRY_BYTES]);
    single = List.of(entry);
    batch = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      batch.add(entry);
    }
    group = new MemoryGroup(logEntries);
    for (int filled = 0; filled < logEntries; filled += BATCH) {
      group.commit(batch);
    }
  }

  /// One entry at a time.
  @Benchmark
  public long oneByOne() {
    return group.commit(single);
  }

  /// As many as a busy member finds waiting.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long batchesOf64() {
    return group.commit(batch);
  }
}
