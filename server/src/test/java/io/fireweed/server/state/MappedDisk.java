package io.fireweed.server.state;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.disk.LockMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// One directory in memory whose files can be mapped and written at once, and whose power can fail
/// before any event.
///
/// After that every call fails. What is left then: what was forced, and of the rest nothing,
/// everything, or the first few writes of each file and the first few names.
final class MappedDisk implements Disk {
  private static final int CAPACITY = 4 << 20;

  /// What of the unforced is left after a power cut.
  enum Left {
    NOTHING,
    EVERYTHING,
    SOME
  }

  private record Write(long offset, byte[] bytes, long size) {}

  private static final class Inode {
    final MemorySegment content = Arena.ofAuto().allocate(CAPACITY);
    long size;
    byte[] durable = new byte[0];
    final List<Write> pending = new ArrayList<>();

    byte[] after(int kept) {
      MemorySegment image = MemorySegment.ofArray(new byte[CAPACITY]);
      MemorySegment.copy(MemorySegment.ofArray(durable), 0, image, 0, durable.length);
      long length = durable.length;
      for (Write write : pending.subList(0, kept)) {
        length = write.size();
        MemorySegment.copy(
            MemorySegment.ofArray(write.bytes()), 0, image, write.offset(), write.bytes().length);
      }
      return image.asSlice(0, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }
  }

  private final TreeMap<Path, Inode> files = new TreeMap<>();
  private final List<TreeMap<Path, Inode>> names = new ArrayList<>(List.of(new TreeMap<>()));
  private int events;
  private int failFrom = Integer.MAX_VALUE;
  private int failOnlyAt = Integer.MAX_VALUE;

  synchronized int eventCount() {
    return events;
  }

  /// Cuts the power before that event.
  void cutBefore(int event) {
    failFrom = event;
  }

  /// Lets one event fail, and none after it.
  void failAt(int event) {
    failOnlyAt = event;
  }

  /// {@return the disk after a power cut now}
  synchronized MappedDisk after(Left left, RandomGenerator random) {
    MappedDisk next = new MappedDisk();
    int kept =
        switch (left) {
          case NOTHING -> 0;
          case EVERYTHING -> names.size() - 1;
          case SOME -> random.nextInt(names.size());
        };
    names
        .get(kept)
        .forEach(
            (path, inode) -> {
              int writes = inode.pending.size();
              byte[] bytes =
                  inode.after(
                      switch (left) {
                        case NOTHING -> 0;
                        case EVERYTHING -> writes;
                        case SOME -> random.nextInt(writes + 1);
                      });
              Inode same = new Inode();
              MemorySegment.copy(MemorySegment.ofArray(bytes), 0, same.content, 0, bytes.length);
              same.size = bytes.length;
              same.durable = bytes;
              next.files.put(path, same);
            });
    next.names.set(0, new TreeMap<>(next.files));
    return next;
  }

  private void event() throws IOException {
    int event = events++;
    if (event >= failFrom || event == failOnlyAt) {
      throw new IOException("no space left on device");
    }
  }

  private synchronized Inode require(Path path) throws IOException {
    Inode inode = files.get(path);
    if (inode == null) {
      throw new NoSuchFileException(path.toString());
    }
    return inode;
  }

  @Override
  public DiskFile openRead(Path path) throws IOException {
    return new MappedFile(path, require(path));
  }

  @Override
  public DiskFile openWrite(Path path) throws IOException {
    return openRead(path);
  }

  @Override
  public synchronized DiskFile create(Path path) throws IOException {
    if (files.containsKey(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    event();
    files.put(path, new Inode());
    names.add(new TreeMap<>(files));
    return new MappedFile(path, require(path));
  }

  @Override
  public synchronized FileKind kind(Path path) {
    return files.containsKey(path) ? FileKind.REGULAR : FileKind.ABSENT;
  }

  @Override
  public boolean exists(Path path) {
    return kind(path) == FileKind.REGULAR || path.equals(Path.of("/data"));
  }

  @Override
  public synchronized List<Path> list(Path directory) {
    return List.copyOf(files.keySet());
  }

  @Override
  public void createDirectories(Path directory) {}

  @Override
  public void rename(Path from, Path to) throws IOException {
    replace(from, to);
  }

  @Override
  public synchronized void replace(Path from, Path to) throws IOException {
    event();
    files.put(to, require(from));
    files.remove(from);
    names.add(new TreeMap<>(files));
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    if (files.containsKey(path)) {
      event();
      files.remove(path);
      names.add(new TreeMap<>(files));
    }
  }

  @Override
  public synchronized void forceDirectory(Path directory) throws IOException {
    event();
    TreeMap<Path, Inode> now = names.getLast();
    names.clear();
    names.add(now);
  }

  @Override
  public void deleteTree(Path root) {
    throw new UnsupportedOperationException();
  }

  private final class MappedFile implements DiskFile {
    private final Path path;
    private final Inode inode;

    MappedFile(Path path, Inode inode) {
      this.path = path;
      this.inode = inode;
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public long size() {
      return inode.size;
    }

    @Override
    public int read(ByteBuffer target, long offset) {
      if (offset >= inode.size) {
        return -1;
      }
      int count = (int) Math.min(target.remaining(), inode.size - offset);
      target.put(inode.content.asSlice(offset, count).asByteBuffer());
      return count;
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      change(offset, bytes, Math.max(inode.size, offset + bytes.length));
    }

    @Override
    public void truncate(long size) throws IOException {
      change(0, new byte[0], size);
    }

    private void change(long offset, byte[] bytes, long size) throws IOException {
      synchronized (MappedDisk.this) {
        event();
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, inode.content, offset, bytes.length);
        inode.size = size;
        inode.pending.add(new Write(offset, bytes, size));
      }
    }

    @Override
    public void forceData() throws IOException {
      synchronized (MappedDisk.this) {
        event();
        inode.durable = inode.after(inode.pending.size());
        inode.pending.clear();
      }
    }

    @Override
    public void force() throws IOException {
      forceData();
    }

    @Override
    @SuppressWarnings("restricted") // A part of memory that this process holds anyway.
    public MemorySegment map(long offset, long size, Arena arena) {
      return inode.content.asSlice(offset, size).reinterpret(arena, _ -> {}).asReadOnly();
    }

    @Override
    public void lock(LockMode mode) {}

    @Override
    public void close() {}
  }
}
