package io.fireweed.storage.apply;

import io.fireweed.format.schema.AlarmRow;
import io.fireweed.storage.alarm.AlarmStore;

/// Alarms set and taken back.
final class AlarmApply {
  private final AlarmStore alarms;

  AlarmApply(AlarmStore alarms) {
    this.alarms = alarms;
  }

  ApplyResult apply(Command.Alarm command) {
    return switch (command) {
      case Command.AlarmRaise(AlarmRow alarm) ->
          alarms.raise(alarm) ? new ApplyResult.AlarmRaised(alarm) : new ApplyResult.Unchanged();
      case Command.AlarmClear(AlarmRow alarm) ->
          alarms.clear(alarm) ? new ApplyResult.AlarmCleared(alarm) : new ApplyResult.Unchanged();
    };
  }
}
