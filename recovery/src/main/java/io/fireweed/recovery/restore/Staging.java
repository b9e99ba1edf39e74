package io.fireweed.recovery.restore;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A member's directories while they are being built, their move into place, and the way back.
///
/// The steps in order: [#begin], the building, [#seal], [#move], [#unmark]; [#takeBack] and
/// [#remove] undo them. [Publication] takes them for all members of a restore.
final class Staging {
  private final Disk disk;
  private final Target target;
  private final DiskFile owner;
  private final Deque<Move> moves = new ArrayDeque<>();

  private record Move(Path from, Path to) {}

  private Staging(Disk disk, Target target, DiskFile owner) {
    this.disk = disk;
    this.target = target;
    this.owner = owner;
  }

  /// Hides again what an unfinished restore has moved into these places.
  ///
  /// @throws RefusedException if the places hold something else, or that restore is still alive
  static void hideUnfinished(Disk disk, MemberDir wanted) throws IOException {
    Target.requireFree(disk, wanted);
    Target target = Target.of(disk, wanted);
    requireAbandoned(disk, target.owner());
    requireAbandoned(disk, target.movedOwner());
    Path dataDir = target.places().dataDir();
    Path walDir = target.places().walDir();
    if (target.inPlace()) {
      for (Path entry : disk.list(dataDir)) {
        if (!entry.equals(target.hidden())) {
          disk.rename(entry, target.hidden().resolve(entry.getFileName().toString()));
        }
      }
    } else if (disk.exists(dataDir)) {
      disk.deleteTree(target.hidden());
      disk.rename(dataDir, target.hidden());
    }
    if (!target.walIsInside() && disk.exists(walDir)) {
      disk.deleteTree(target.hiddenWal());
      disk.rename(walDir, target.hiddenWal());
    }
  }

  /// Makes empty directories to build in, in place of what a killed restore left hidden there.
  static Staging begin(Disk disk, MemberDir wanted) throws IOException {
    Target target = Target.of(disk, wanted);
    removeHidden(disk, target);
    try {
      disk.createDirectories(target.hidden());
      DiskFile owner = disk.create(target.owner());
      try {
        owner.lock(LockMode.EXCLUSIVE);
        disk.createDirectories(target.build().snapDir());
        disk.createDirectories(target.build().walDir());
        return new Staging(disk, target, owner);
      } catch (IOException | RuntimeException e) {
        owner.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      removeHidden(disk, target);
      throw e;
    }
  }

  /// {@return the directories to write into}
  MemberDir build() {
    return target.build();
  }

  /// Makes durable what was built, and the marks that it carries until all is in place.
  ///
  /// @param last the hidden directory whose `member` will be moved last
  void seal(Path last) throws IOException {
    UnfinishedMark.write(owner, last);
    if (!target.walIsInside()) {
      try (DiskFile mark = disk.create(target.hiddenWal().resolve(Target.ENDING))) {
        UnfinishedMark.write(mark, last);
      }
    }
    MemberDir build = build();
    for (Path directory :
        List.of(build.snapDir(), build.walDir(), build.memberDir(), target.hidden())) {
      disk.forceDirectory(directory);
    }
  }

  /// Moves what was built into place; `member` goes last: without it there is no member.
  void move() throws IOException {
    Path dataDir = target.places().dataDir();
    if (!target.walIsInside()) {
      move(target.hiddenWal(), target.places().walDir());
      disk.forceDirectory(parent(target.places().walDir()));
    }
    if (!target.inPlace()) {
      move(target.hidden(), dataDir);
      disk.forceDirectory(parent(dataDir));
      return;
    }
    Path member = build().memberDir();
    for (Path entry : disk.list(target.hidden())) {
      if (!entry.equals(member) && !entry.equals(target.owner())) {
        move(entry, dataDir.resolve(entry.getFileName().toString()));
      }
    }
    disk.forceDirectory(dataDir);
    move(member, target.places().memberDir());
    disk.forceDirectory(dataDir);
  }

  /// Removes the marks, once every member is in place.
  void unmark() throws IOException {
    owner.close();
    disk.delete(target.movedOwner());
    if (target.inPlace()) {
      disk.delete(target.hidden());
    }
    disk.forceDirectory(target.places().dataDir());
    if (!target.walIsInside()) {
      disk.delete(target.walMark());
      disk.forceDirectory(target.places().walDir());
    }
  }

  /// Hides again what was moved.
  void takeBack() throws IOException {
    if (!moves.isEmpty()) {
      // The hidden directory of an existing place may be gone with its marks.
      disk.createDirectories(parent(moves.peek().from()));
    }
    while (!moves.isEmpty()) {
      disk.rename(moves.peek().to(), moves.peek().from());
      moves.pop();
    }
  }

  /// Removes what is hidden.
  void remove() throws IOException {
    owner.close();
    removeHidden(disk, target);
  }

  private void move(Path from, Path to) throws IOException {
    disk.rename(from, to);
    moves.push(new Move(from, to));
  }

  private static void requireAbandoned(Disk disk, Path owner) throws IOException {
    if (disk.exists(owner)) {
      try (DiskFile other = disk.openWrite(owner)) {
        other.lock(LockMode.EXCLUSIVE);
      }
    }
  }

  private static void removeHidden(Disk disk, Target target) throws IOException {
    disk.deleteTree(target.hidden());
    if (!target.walIsInside()) {
      disk.deleteTree(target.hiddenWal());
    }
  }

  private static Path parent(Path place) {
    Path parent = place.getParent();
    if (parent == null) {
      throw new RefusedException("directory " + place + " expected below another, found the root");
    }
    return parent;
  }
}
