package io.fireweed.format.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A disk that does what the one below it does, except for what a subclass changes.
public abstract class LayeredDisk implements Disk {
  private final Disk below;

  protected LayeredDisk(Disk below) {
    this.below = below;
  }

  /// {@return what callers get for a file that was opened or created below}
  protected abstract DiskFile layered(DiskFile file);

  @Override
  public DiskFile openRead(Path path) throws IOException {
    return layered(below.openRead(path));
  }

  @Override
  public DiskFile openWrite(Path path) throws IOException {
    return layered(below.openWrite(path));
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    return layered(below.create(path));
  }

  @Override
  public FileKind kind(Path path) throws IOException {
    return below.kind(path);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    return below.list(directory);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    below.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    below.rename(from, to);
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    below.replace(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    below.delete(path);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    below.forceDirectory(directory);
  }

  @Override
  public void deleteTree(Path root) throws IOException {
    below.deleteTree(root);
  }
}
