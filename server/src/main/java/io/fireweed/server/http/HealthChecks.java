package io.fireweed.server.http;

import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.member.ClusterView;
import io.fireweed.server.member.Member;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.RangeQuery;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The checks themselves. Each tells why it failed, or nothing.
///
/// @param member that is asked
record HealthChecks(Member member) {
  private static final String WELL = "";
  private static final Bytes ANY_KEY = Bytes.of("health".getBytes(StandardCharsets.US_ASCII));

  /// A check of `/livez` or `/readyz`.
  enum Check {
    DATA_CORRUPTION("data_corruption"),
    SERIALIZABLE_READ("serializable_read"),
    LINEARIZABLE_READ("linearizable_read"),
    NON_LEARNER("non_learner");

    private final String text;

    Check(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  CompletableFuture<String> run(Check check) {
    return switch (check) {
      case DATA_CORRUPTION ->
          CompletableFuture.completedFuture(
              alarmed(AlarmRow.Type.CORRUPT) ? "alarm activated: CORRUPT" : WELL);
      case SERIALIZABLE_READ -> CompletableFuture.completedFuture(read(""));
      case LINEARIZABLE_READ -> linearizableRead("");
      case NON_LEARNER ->
          CompletableFuture.completedFuture(
              member.cluster().role() == ClusterView.Role.LEARNER
                  ? "the member is a learner, which answers few requests"
                  : WELL);
    };
  }

  /// {@return the reason of `/health`, empty if the member is well}
  CompletableFuture<String> health(Set<String> excludedAlarms, boolean local) {
    for (AlarmRow.Type type : AlarmRow.Type.values()) {
      if (!excludedAlarms.contains(type.name()) && alarmed(type)) {
        return CompletableFuture.completedFuture("ALARM " + type.name());
      }
    }
    String prefix = "RANGE ERROR:";
    if (local) {
      return CompletableFuture.completedFuture(read(prefix));
    }
    if (!member.cluster().hasLeader()) {
      return CompletableFuture.completedFuture("RAFT NO LEADER");
    }
    return linearizableRead(prefix);
  }

  private boolean alarmed(AlarmRow.Type type) {
    return member.state().look(tables -> tables.alarms().isSet(type));
  }

  private CompletableFuture<String> linearizableRead(String prefix) {
    return member
        .readBarrier()
        .handle((_, failure) -> failure == null ? read(prefix) : prefix + words(failure));
  }

  private String read(String prefix) {
    try {
      var _ = member.state().range(RangeQuery.of(KeyRange.of(ANY_KEY, Bytes.EMPTY), 0));
      return WELL;
    } catch (RuntimeException e) {
      return prefix + words(e);
    }
  }

  private static String words(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause.getMessage());
  }
}
