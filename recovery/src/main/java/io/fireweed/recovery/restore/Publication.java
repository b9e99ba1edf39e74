package io.fireweed.recovery.restore;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The members of one restore on their way into place: all of them, or none.
///
/// They are built hidden, and moved one after the other, each with a mark; the `member` directory
/// of the first one goes last, and with it all marks are void ([UnfinishedMark]). What fails before
/// the end is undone. A restore that was killed leaves hidden directories and marked places: the
/// next restore into the same places takes both for free, unless an etcd has used them. One that is
/// still alive holds a lock, so another one does not touch its work.
final class Publication implements AutoCloseable {
  private final List<Staging> stagings;
  private boolean published;

  private Publication(List<Staging> stagings) {
    this.stagings = stagings;
  }

  /// Makes empty hidden directories.
  ///
  /// @throws RefusedException if a place holds something, or another restore works on it
  static Publication begin(Disk disk, List<MemberDir> places) throws IOException {
    for (MemberDir place : places) {
      Target.requireFree(disk, place);
    }
    for (MemberDir place : places) {
      Staging.hideUnfinished(disk, place);
    }
    List<Staging> begun = new ArrayList<>();
    try {
      for (MemberDir place : places) {
        begun.add(Staging.begin(disk, place));
      }
      return new Publication(begun);
    } catch (IOException | RuntimeException e) {
      removeAll(begun);
      throw e;
    }
  }

  /// {@return the directories to build in, in the order of the places}
  List<MemberDir> builds() {
    return stagings.stream().map(Staging::build).toList();
  }

  /// Makes all that was built durable and moves it into place.
  void publish() throws IOException {
    Path last = stagings.getFirst().build().dataDir();
    for (Staging staging : stagings) {
      staging.seal(last);
    }
    for (Staging staging : stagings.subList(1, stagings.size())) {
      staging.move();
    }
    stagings.getFirst().move();
    for (Staging staging : stagings) {
      staging.unmark();
    }
    published = true;
  }

  /// Undoes what was not finished. The member that went last comes back first: with it every mark
  /// is true again.
  @Override
  public void close() throws IOException {
    if (published) {
      return;
    }
    for (Staging staging : stagings) {
      staging.takeBack();
    }
    removeAll(stagings);
  }

  private static void removeAll(List<Staging> stagings) throws IOException {
    IOException trouble = null;
    for (Staging staging : stagings) {
      try {
        staging.remove();
      } catch (IOException e) {
        if (trouble == null) {
          trouble = e;
        } else {
          trouble.addSuppressed(e);
        }
      }
    }
    if (trouble != null) {
      throw trouble;
    }
  }
}
