package io.fireweed.storage.alarm;

import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.storage.backend.Backend;
import java.util.HashSet;
import java.util.Set;

/// The alarms that are set, in memory and in the `alarm` bucket.
///
/// Raising an alarm that is set, or clearing one that is not, changes nothing: so a log may be
/// replayed over a db that is ahead of its index, as those of 3.4 can be.
public final class AlarmStore {
  private final Backend backend;
  private final Set<AlarmRow> alarms = new HashSet<>();

  private AlarmStore(Backend backend) {
    this.backend = backend;
  }

  public static AlarmStore open(Backend backend) {
    AlarmStore store = new AlarmStore(backend);
    backend
        .bucket(EtcdBucket.ALARM)
        .forEach(
            (key, value) ->
                store.alarms.add(AlarmRow.decode(key, value, backend.origin(EtcdBucket.ALARM))));
    return store;
  }

  /// {@return whether any member has raised an alarm of this type}
  public boolean isSet(AlarmRow.Type type) {
    return alarms.stream().anyMatch(alarm -> alarm.type() == type);
  }

  /// {@return whether there is any alarm at all}
  public boolean anySet() {
    return !alarms.isEmpty();
  }

  public Set<AlarmRow> alarms() {
    return Set.copyOf(alarms);
  }

  /// Sets an alarm. {@return whether it was not set before}
  public boolean raise(AlarmRow alarm) {
    boolean isNew = alarms.add(alarm);
    if (isNew) {
      backend.bucket(EtcdBucket.ALARM).put(alarm.key(), alarm.value());
    }
    return isNew;
  }

  /// Takes an alarm back. {@return whether it was set}
  public boolean clear(AlarmRow alarm) {
    boolean wasSet = alarms.remove(alarm);
    if (wasSet) {
      backend.bucket(EtcdBucket.ALARM).delete(alarm.key());
    }
    return wasSet;
  }
}
