package io.fireweed.recovery.restore;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A member's directories while they are being built, hidden beside their places, and their move
/// into place.
///
/// | data directory | built in | moved by |
/// |---|---|---|
/// | absent | `.<name>.restoring` beside it | one rename |
/// | an empty directory (perhaps a mount) | `.restoring` inside it | one rename of `member` |
///
/// A WAL directory elsewhere is built in `.<name>.restoring` beside its place, moved first, and
/// holds a file `.restoring` until the data directory is in place too.
///
/// A killed restore leaves only names that begin with a dot, or a WAL directory with that mark; the
/// next restore into the same place removes both. A restore that is still alive holds a lock, so
/// another one does not touch its work.
final class Staging implements AutoCloseable {
  private static final String ENDING = ".restoring";
  private static final String OWNER = ".owner";

  private final Disk disk;
  private final Target target;
  private final DiskFile owner;
  private boolean published;

  private Staging(Disk disk, Target target, DiskFile owner) {
    this.disk = disk;
    this.target = target;
    this.owner = owner;
  }

  /// Where the parts of a member are built and where they go, both absolute.
  ///
  /// @param inPlace the data directory exists and is empty
  private record Target(MemberDir places, boolean inPlace) {
    Path hidden() {
      Path dataDir = places.dataDir();
      return inPlace ? dataDir.resolve(ENDING) : hiddenBeside(dataDir);
    }

    boolean walIsInside() {
      return places.walDir().startsWith(places.dataDir());
    }

    Path hiddenWal() {
      return walIsInside()
          ? hidden().resolve(places.dataDir().relativize(places.walDir()))
          : hiddenBeside(places.walDir());
    }
  }

  /// Refuses places that hold something.
  ///
  /// @throws RefusedException in the words of etcd's tools
  static void requireFree(Disk disk, MemberDir places) throws IOException {
    Path dataDir = places.dataDir();
    boolean free =
        switch (disk.kind(dataDir)) {
          case ABSENT -> true;
          case DIRECTORY ->
              disk.list(dataDir).stream().allMatch(entry -> isLeftover(entry, places));
          case REGULAR, SPECIAL -> false;
        };
    if (!free) {
      throw new RefusedException(
          "data-dir " + PeerUrl.quoted(dataDir.toString()) + " not empty or could not be read",
          "a restore never changes existing files: name a directory that is absent or empty");
    }
    if (disk.exists(places.walDir()) && !isMarked(disk, places.walDir())) {
      throw new RefusedException(
          "wal-dir " + PeerUrl.quoted(places.walDir().toString()) + " exists",
          "a restore never changes existing files: name a directory that is absent");
    }
  }

  /// Makes empty directories to build in.
  ///
  /// @throws RefusedException if the places hold something, or another restore works on them
  static Staging begin(Disk disk, MemberDir wanted) throws IOException {
    requireFree(disk, wanted);
    MemberDir places =
        MemberDir.of(
            wanted.dataDir().toAbsolutePath().normalize(),
            wanted.walDir().toAbsolutePath().normalize());
    Target target = new Target(places, disk.exists(places.dataDir()));
    Path ownerFile = target.hidden().resolve(OWNER);
    if (disk.exists(ownerFile)) {
      try (DiskFile other = disk.openWrite(ownerFile)) {
        other.lock(LockMode.EXCLUSIVE);
      }
    }
    disk.deleteTree(target.hidden());
    if (disk.exists(places.walDir())) {
      disk.deleteTree(places.walDir());
    }
    if (!target.walIsInside()) {
      disk.deleteTree(target.hiddenWal());
    }
    disk.createDirectories(target.hidden());
    DiskFile owner = disk.create(ownerFile);
    try {
      owner.lock(LockMode.EXCLUSIVE);
      Staging staging = new Staging(disk, target, owner);
      disk.createDirectories(staging.build().snapDir());
      disk.createDirectories(staging.build().walDir());
      return staging;
    } catch (IOException | RuntimeException e) {
      owner.close();
      disk.deleteTree(target.hidden());
      throw e;
    }
  }

  /// {@return the directories to write into}
  MemberDir build() {
    return MemberDir.of(target.hidden(), target.hiddenWal());
  }

  /// Makes what was built durable and moves it into place.
  void publish() throws IOException {
    MemberDir build = build();
    for (Path directory : List.of(build.snapDir(), build.walDir(), build.memberDir())) {
      disk.forceDirectory(directory);
    }
    if (!target.walIsInside()) {
      disk.create(target.hiddenWal().resolve(ENDING)).close();
      disk.rename(target.hiddenWal(), target.places().walDir());
      disk.forceDirectory(parent(target.places().walDir()));
    }
    owner.close();
    disk.delete(target.hidden().resolve(OWNER));
    disk.forceDirectory(target.hidden());
    if (target.inPlace()) {
      publishInside();
    } else {
      disk.rename(target.hidden(), target.places().dataDir());
      disk.forceDirectory(parent(target.places().dataDir()));
    }
    published = true;
    if (!target.walIsInside()) {
      disk.delete(target.places().walDir().resolve(ENDING));
      disk.forceDirectory(target.places().walDir());
    }
  }

  /// `member` goes last: without it the directory holds no member.
  private void publishInside() throws IOException {
    Path dataDir = target.places().dataDir();
    Path member = build().memberDir();
    for (Path entry : disk.list(target.hidden())) {
      if (!entry.getFileName().equals(member.getFileName())) {
        disk.rename(entry, dataDir.resolve(entry.getFileName().toString()));
      }
    }
    disk.forceDirectory(dataDir);
    disk.rename(member, dataDir.resolve(member.getFileName().toString()));
    disk.delete(target.hidden());
    disk.forceDirectory(dataDir);
  }

  /// Removes what was not moved into place.
  @Override
  public void close() throws IOException {
    if (published) {
      return;
    }
    owner.close();
    disk.deleteTree(target.hidden());
    if (!target.walIsInside()) {
      disk.deleteTree(target.hiddenWal());
      if (isMarked(disk, target.places().walDir())) {
        disk.deleteTree(target.places().walDir());
      }
    }
  }

  private static Path hiddenBeside(Path place) {
    return place.resolveSibling("." + place.getFileName() + ENDING);
  }

  private static boolean isMarked(Disk disk, Path walDir) throws IOException {
    return disk.kind(walDir.resolve(ENDING)) == FileKind.REGULAR;
  }

  /// Only what a killed restore may leave inside an existing data directory.
  private static boolean isLeftover(Path entry, MemberDir places) {
    return entry.equals(places.dataDir().resolve(ENDING));
  }

  private static Path parent(Path place) {
    Path parent = place.getParent();
    if (parent == null) {
      throw new RefusedException("directory " + place + " expected below another, found the root");
    }
    return parent;
  }
}
