package io.fireweed.storage.apply;

import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.wire.ProtoReader;

/// Reads an alarm request.
///
/// | field | type | name | meaning |
/// |---|---|---|---|
/// | 1 | enum | action | 0 get, 1 activate, 2 deactivate |
/// | 2 | uint64 | member id | |
/// | 3 | enum | alarm | 0 none, 1 NOSPACE, 2 CORRUPT |
///
/// Source: etcd 3.4.23 to 3.7.1, etcdserverpb.
final class AlarmDecoder {
  private static final int ACTIVATE = 1;
  private static final int DEACTIVATE = 2;

  private AlarmDecoder() {}

  static Command decode(ProtoReader reader) {
    long action = 0;
    long memberId = 0;
    long number = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> action = reader.varint();
        case 2 -> memberId = reader.varint();
        case 3 -> number = reader.varint();
        default -> reader.skip();
      }
    }
    for (AlarmRow.Type type : AlarmRow.Type.values()) {
      if (type.number() == number) {
        AlarmRow alarm = new AlarmRow(new MemberId(memberId), type);
        if (action == ACTIVATE) {
          return new Command.AlarmRaise(alarm);
        }
        if (action == DEACTIVATE) {
          return new Command.AlarmClear(alarm);
        }
      }
    }
    return new Command.NoEffect();
  }
}
