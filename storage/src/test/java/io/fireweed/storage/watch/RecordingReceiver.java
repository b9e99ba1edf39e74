package io.fireweed.storage.watch;

import java.util.ArrayList;
import java.util.List;

/// Keeps what it is told. Has room for as many batches of events as it is given.
final class RecordingReceiver implements Receiver {
  final List<Notice> notices = new ArrayList<>();
  int room = Integer.MAX_VALUE;

  @Override
  public boolean hasRoom() {
    return room > 0;
  }

  @Override
  public void take(Notice notice) {
    if (notice instanceof Notice.Events) {
      room--;
    }
    notices.add(notice);
  }

  /// {@return what came since this was last asked}
  List<Notice> drain() {
    List<Notice> drained = List.copyOf(notices);
    notices.clear();
    return drained;
  }
}
