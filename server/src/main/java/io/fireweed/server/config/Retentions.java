package io.fireweed.server.config;

import io.fireweed.server.config.Compaction.Everything;
import io.fireweed.server.config.Compaction.LastRevisions;
import io.fireweed.server.config.Compaction.RecentPast;
import io.fireweed.server.config.Compaction.Retention;
import java.time.Duration;

/// The values of `--auto-compaction-mode` and `--auto-compaction-retention`.
final class Retentions {
  private Retentions() {}

  static Retention parse(String mode, String retention) {
    return switch (mode) {
      case "periodic" -> {
        Duration period = span(retention, Duration.ofHours(1));
        yield period.isZero() ? new Everything() : new RecentPast(period);
      }
      // A duration counts as its nanoseconds, as in etcd.
      case "revision" -> {
        Duration count = span(retention, Duration.ofNanos(1));
        yield count.isZero() ? new Everything() : new LastRevisions(count.toNanos());
      }
      case "" -> throw new BadSettingException("undefined auto-compaction-mode");
      default -> throw new BadSettingException("unknown auto-compaction-mode \"" + mode + "\"");
    };
  }

  private static Duration span(String text, Duration unit) {
    if (text.matches("[0-9]{1,18}")) {
      long count = Long.parseLong(text);
      if (count > Long.MAX_VALUE / unit.toNanos()) {
        throw unusable(text);
      }
      return unit.multipliedBy(count);
    }
    Duration span;
    try {
      span = GoText.duration(text);
    } catch (BadSettingException e) {
      String complaint =
          text.matches("[+-]?[0-9.]+") ? "missing unit in duration" : "invalid duration";
      throw new BadSettingException(
          "error parsing CompactionRetention: time: " + complaint + " \"" + text + "\"");
    }
    if (span.isNegative()) {
      throw unusable(text);
    }
    return span;
  }

  private static BadSettingException unusable(String text) {
    return new BadSettingException(
        "error parsing CompactionRetention: \"" + text + "\" is no span of time to keep");
  }
}
