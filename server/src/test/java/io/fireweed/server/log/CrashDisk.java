package io.fireweed.server.log;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// A disk in memory that can stop before any of its events, and tells what would be on it then.
///
/// A crash of the program leaves everything that was written; one of the machine leaves what was
/// forced, and as much of the rest as chance decides: of each file the first writes, the last of
/// them cut at a sector; of each directory the first names.
public final class CrashDisk implements Disk {
  private static final int SECTOR = 512;

  /// What is left after a crash.
  public enum Crash {
    OF_THE_PROGRAM,
    OF_THE_MACHINE_LOSING_ALL,
    OF_THE_MACHINE_LOSING_SOME
  }

  /// The power is off.
  static final class PowerCut extends IOException {
    private static final long serialVersionUID = 1;

    PowerCut() {
      super("power cut");
    }
  }

  private static final class Inode {
    byte[] bytes = new byte[0];
    byte[] durable = new byte[0];
    final List<Change> pending = new ArrayList<>();
    boolean locked;
  }

  /// A write, or with no bytes a new length.
  private record Change(long offset, byte[] bytes) {
    byte[] apply(byte[] content, int limit) {
      if (bytes.length == 0) {
        return Arrays.copyOf(content, (int) offset);
      }
      int length = Math.min(bytes.length, limit);
      byte[] next =
          content.length >= offset + length
              ? content.clone()
              : Arrays.copyOf(content, (int) offset + length);
      System.arraycopy(bytes, 0, next, (int) offset, length);
      return next;
    }
  }

  private final TreeMap<Path, Inode> files = new TreeMap<>();
  private final TreeMap<Path, Inode> durableFiles = new TreeMap<>();
  private final Set<Path> directories = new HashSet<>();
  private final Map<Path, List<Runnable>> pendingNames = new TreeMap<>();
  private int events;
  private int forces;
  private int stopBefore = Integer.MAX_VALUE;

  public int eventCount() {
    return events;
  }

  /// {@return how often a file was synchronized}
  public int forceCount() {
    return forces;
  }

  public void stopBefore(int event) {
    stopBefore = event;
  }

  /// {@return the disk after a crash now}
  public CrashDisk after(Crash crash, RandomGenerator random) {
    CrashDisk next = new CrashDisk();
    next.directories.addAll(directories);
    if (crash == Crash.OF_THE_PROGRAM) {
      files.forEach((path, inode) -> next.put(path, inode.bytes));
      return next;
    }
    if (crash == Crash.OF_THE_MACHINE_LOSING_SOME) {
      for (List<Runnable> names : pendingNames.values()) {
        int kept = random.nextInt(names.size() + 1);
        names.subList(0, kept).forEach(Runnable::run);
      }
    }
    durableFiles.forEach(
        (path, inode) ->
            next.put(
                path,
                crash == Crash.OF_THE_MACHINE_LOSING_ALL ? inode.durable : some(inode, random)));
    return next;
  }

  private static byte[] some(Inode inode, RandomGenerator random) {
    byte[] content = inode.durable;
    int kept = random.nextInt(inode.pending.size() + 1);
    for (int i = 0; i < kept; i++) {
      Change change = inode.pending.get(i);
      int toSector = SECTOR - (int) (change.offset() % SECTOR);
      int limit =
          i < kept - 1
              ? Integer.MAX_VALUE
              : toSector + SECTOR * random.nextInt(change.bytes().length / SECTOR + 2);
      content = change.apply(content, limit);
    }
    return content;
  }

  private void put(Path path, byte[] content) {
    Inode inode = new Inode();
    inode.bytes = content;
    inode.durable = content;
    files.put(path, inode);
    durableFiles.put(path, inode);
  }

  /// Takes a file as another disk has it now, durable or not; one that is not there is deleted.
  void takeFrom(CrashDisk other, Path path) {
    files.remove(key(path));
    durableFiles.remove(key(path));
    Inode inode = other.files.get(key(path));
    if (inode != null) {
      put(key(path), inode.bytes);
    }
  }

  private void event() throws IOException {
    if (events >= stopBefore) {
      throw new PowerCut();
    }
    events++;
  }

  private void name(Path path, Runnable durably) {
    pendingNames.computeIfAbsent(path.getParent(), _ -> new ArrayList<>()).add(durably);
  }

  private static Path key(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private Inode require(Path path) throws IOException {
    Inode inode = files.get(key(path));
    if (inode == null) {
      throw new NoSuchFileException(path.toString());
    }
    return inode;
  }

  @Override
  public DiskFile openRead(Path path) throws IOException {
    return new MemoryFile(path, require(path));
  }

  @Override
  public DiskFile openWrite(Path path) throws IOException {
    return new MemoryFile(path, require(path));
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    if (files.containsKey(key(path))) {
      throw new FileAlreadyExistsException(path.toString());
    }
    event();
    Inode inode = new Inode();
    files.put(key(path), inode);
    name(key(path), () -> durableFiles.put(key(path), inode));
    return new MemoryFile(path, inode);
  }

  @Override
  public FileKind kind(Path path) {
    if (directories.contains(key(path))) {
      return FileKind.DIRECTORY;
    }
    return files.containsKey(key(path)) ? FileKind.REGULAR : FileKind.ABSENT;
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    if (!directories.contains(key(directory))) {
      throw new NoSuchFileException(directory.toString());
    }
    List<Path> paths = new ArrayList<>();
    for (Path path : files.keySet()) {
      if (key(directory).equals(path.getParent())) {
        paths.add(directory.resolve(path.getFileName()));
      }
    }
    return paths;
  }

  @Override
  public void createDirectories(Path directory) {
    for (Path at = key(directory); at != null; at = at.getParent()) {
      directories.add(at);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    if (exists(to)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    replace(from, to);
  }

  /// A directory moves at once and durably: only new members do that, before their first promise.
  @Override
  public void replace(Path from, Path to) throws IOException {
    event();
    if (directories.remove(key(from))) {
      directories.add(key(to));
      for (Path path : List.copyOf(files.keySet())) {
        if (key(from).equals(path.getParent())) {
          Inode inode = files.remove(path);
          durableFiles.remove(path);
          files.put(key(to).resolve(path.getFileName()), inode);
          durableFiles.put(key(to).resolve(path.getFileName()), inode);
        }
      }
      pendingNames.remove(key(from));
      return;
    }
    Inode inode = require(from);
    files.remove(key(from));
    files.put(key(to), inode);
    name(
        key(to),
        () -> {
          durableFiles.remove(key(from));
          durableFiles.put(key(to), inode);
        });
  }

  @Override
  public void delete(Path path) throws IOException {
    if (files.containsKey(key(path))) {
      event();
      files.remove(key(path));
      name(key(path), () -> durableFiles.remove(key(path)));
    }
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    event();
    List<Runnable> names = pendingNames.remove(key(directory));
    if (names != null) {
      names.forEach(Runnable::run);
    }
  }

  @Override
  public void deleteTree(Path root) {
    directories.remove(key(root));
    files.keySet().removeIf(path -> path.startsWith(key(root)));
    durableFiles.keySet().removeIf(path -> path.startsWith(key(root)));
  }

  private final class MemoryFile implements DiskFile {
    private final Path path;
    private final Inode inode;
    private boolean holdsLock;

    MemoryFile(Path path, Inode inode) {
      this.path = path;
      this.inode = inode;
    }

    private void change(Change change) throws IOException {
      event();
      inode.bytes = change.apply(inode.bytes, Integer.MAX_VALUE);
      inode.pending.add(change);
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public long size() {
      return inode.bytes.length;
    }

    @Override
    public int read(ByteBuffer target, long offset) {
      if (offset >= inode.bytes.length) {
        return -1;
      }
      int count = (int) Math.min(target.remaining(), inode.bytes.length - offset);
      target.put(inode.bytes, (int) offset, count);
      return count;
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      if (bytes.length > 0) {
        change(new Change(offset, bytes));
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      change(new Change(size, new byte[0]));
    }

    @Override
    public void forceData() throws IOException {
      event();
      forces++;
      inode.durable = inode.bytes;
      inode.pending.clear();
    }

    @Override
    public void force() throws IOException {
      forceData();
    }

    @Override
    public MemorySegment map(long offset, long size, Arena arena) {
      return MemorySegment.ofArray(inode.bytes).asSlice(offset, size);
    }

    @Override
    public void lock(LockMode mode) {}

    @Override
    public void lockRange() {
      if (inode.locked) {
        throw new RefusedException(path + ": locked");
      }
      inode.locked = true;
      holdsLock = true;
    }

    @Override
    public void close() {
      if (holdsLock) {
        inode.locked = false;
      }
    }
  }
}
