package io.fireweed.recovery.restore;

import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Where the directories of a member are built and where they go.
///
/// | data directory | built in | moved by |
/// |---|---|---|
/// | absent | `.<name>.restoring` beside it | one rename |
/// | an empty directory (perhaps a mount) | `.restoring` inside it | one rename of `member` |
///
/// A WAL directory elsewhere is built in `.<name>.restoring` beside its place, and moved first.
///
/// @param places absolute
/// @param inPlace the data directory exists and is empty
record Target(MemberDir places, boolean inPlace) {
  static final String ENDING = ".restoring";
  static final String OWNER = ".owner";

  /// {@return where to build a member now} The data directory counts as absent when all of it was
  /// moved there by a restore that is not finished.
  static Target of(Disk disk, MemberDir wanted) throws IOException {
    MemberDir places =
        MemberDir.of(
            wanted.dataDir().toAbsolutePath().normalize(),
            wanted.walDir().toAbsolutePath().normalize());
    boolean moved = disk.exists(places.dataDir().resolve(OWNER));
    return new Target(places, disk.exists(places.dataDir()) && !moved);
  }

  Path hidden() {
    Path dataDir = places.dataDir();
    return inPlace ? dataDir.resolve(ENDING) : hiddenBeside(dataDir);
  }

  MemberDir build() {
    return MemberDir.of(hidden(), hiddenWal());
  }

  boolean walIsInside() {
    return places.walDir().startsWith(places.dataDir());
  }

  Path hiddenWal() {
    return walIsInside()
        ? hidden().resolve(places.dataDir().relativize(places.walDir()))
        : hiddenBeside(places.walDir());
  }

  /// {@return the file by which a restore holds the hidden directory, and later marks the place}
  Path owner() {
    return hidden().resolve(OWNER);
  }

  /// {@return that file after the move}
  Path movedOwner() {
    return inPlace ? owner() : places.dataDir().resolve(OWNER);
  }

  /// {@return the mark of a WAL directory elsewhere, after the move}
  Path walMark() {
    return places.walDir().resolve(ENDING);
  }

  /// Refuses places that hold something, but for what an unfinished restore moved there.
  ///
  /// @throws RefusedException in the words of etcd's tools
  static void requireFree(Disk disk, MemberDir wanted) throws IOException {
    Target target = of(disk, wanted);
    if (!target.dataDirIsFree(disk)) {
      throw new RefusedException(
          "data-dir "
              + PeerUrl.quoted(wanted.dataDir().toString())
              + " not empty or could not be read",
          "a restore never changes existing files: name a directory that is absent or empty");
    }
    boolean walIsFree =
        target.walIsInside()
            || !disk.exists(target.places().walDir())
            || UnfinishedMark.find(disk, target.walMark()).isPresent();
    if (!walIsFree) {
      throw new RefusedException(
          "wal-dir " + PeerUrl.quoted(wanted.walDir().toString()) + " exists",
          "a restore never changes existing files: name a directory that is absent");
    }
  }

  private boolean dataDirIsFree(Disk disk) throws IOException {
    return switch (disk.kind(places.dataDir())) {
      case ABSENT -> true;
      case DIRECTORY -> {
        Set<Path> found = new HashSet<>(disk.list(places.dataDir()));
        found.remove(places.dataDir().resolve(ENDING));
        yield found.isEmpty() || (ours().containsAll(found) && isUnfinished(disk));
      }
      case REGULAR, SPECIAL -> false;
    };
  }

  /// {@return what a restore may put into the data directory}
  Set<Path> ours() {
    Path dataDir = places.dataDir();
    Set<Path> ours = new HashSet<>();
    ours.add(places.memberDir());
    if (!inPlace) {
      ours.add(dataDir.resolve(OWNER));
    }
    if (walIsInside()) {
      ours.add(dataDir.resolve(dataDir.relativize(places.walDir()).getName(0)));
    }
    return ours;
  }

  /// Whether a restore that is not finished put the content here, and nobody has used it since: an
  /// etcd that starts on a db commits to it.
  private boolean isUnfinished(Disk disk) throws IOException {
    Optional<Path> last = UnfinishedMark.find(disk, movedOwner());
    if (last.isEmpty()) {
      return false;
    }
    if (!disk.exists(places.memberDir())) {
      return true;
    }
    Path original = MemberDir.of(last.get()).db();
    try (DbFile db = DbFile.open(disk, places.db());
        DbFile first = DbFile.open(disk, original)) {
      return db.current().txid().equals(first.current().txid());
    } catch (CorruptException | IOException unreadable) {
      return false;
    }
  }

  private static Path hiddenBeside(Path place) {
    return place.resolveSibling("." + place.getFileName() + ENDING);
  }
}
