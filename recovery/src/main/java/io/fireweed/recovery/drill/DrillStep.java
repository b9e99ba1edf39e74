package io.fireweed.recovery.drill;

import java.time.Duration;

/// One step of a drill, done.
///
/// @param member the member it is about, empty if it is about all of them or none
public record DrillStep(Kind kind, String member, StepResult result, Duration took) {
  /// What a step does, with the words for it.
  public enum Kind {
    VERIFY("verify the source"),
    RESTORE("restore three members"),
    RESTORE_ONE("restore one member"),
    READ_FILES("compare every row"),
    READ_LOG("compare the log"),
    START("start etcd"),
    READ_API("read back by API"),
    STOP("stop etcd"),
    READ_AGAIN("compare files again");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }
}
