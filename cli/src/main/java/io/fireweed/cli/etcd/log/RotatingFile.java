package io.fireweed.cli.etcd.log;

import io.fireweed.server.config.LogSettings.Rotation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// A file that is renamed when it has grown enough, and begun again under its own name.
///
/// `etcd.log` becomes `etcd-2026-11-21T04-02-50.255.log`, with `.gz` if old files are compressed.
/// Calls come one at a time: the appender holds a lock.
final class RotatingFile extends OutputStream {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT);

  private final Path file;
  private final Rotation rotation;
  private final Clock clock;
  private final long maxBytes;
  private OutputStream out;
  private long bytes;

  private RotatingFile(Path file, Rotation rotation, Clock clock, OutputStream out, long bytes) {
    this.file = file;
    this.rotation = rotation;
    this.clock = clock;
    this.maxBytes = rotation.maxMegabytes() * (1L << 20);
    this.out = out;
    this.bytes = bytes;
  }

  static RotatingFile open(Path file, Rotation rotation) throws IOException {
    ZoneId zone = rotation.localTime() ? ZoneId.systemDefault() : ZoneOffset.UTC;
    return open(file, rotation, Clock.system(zone));
  }

  static RotatingFile open(Path file, Rotation rotation, Clock clock) throws IOException {
    OutputStream out = append(file);
    return new RotatingFile(file, rotation, clock, out, Files.size(file));
  }

  private static OutputStream append(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return Files.newOutputStream(
        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] line, int offset, int length) throws IOException {
    if (bytes > 0 && bytes + length > maxBytes) {
      turnOver();
    }
    out.write(line, offset, length);
    bytes += length;
  }

  private void turnOver() throws IOException {
    out.close();
    Path old = file.resolveSibling(backupName(clock.instant()));
    Files.move(file, old);
    out = append(file);
    bytes = 0;
    if (rotation.compress()) {
      compress(old);
    }
    forgetOld();
  }

  private String backupName(Instant when) {
    return stem() + "-" + STAMP.format(when.atZone(clock.getZone())) + extension();
  }

  private String stem() {
    String name = fileName();
    return name.substring(0, name.length() - extension().length());
  }

  private String extension() {
    String name = fileName();
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? "" : name.substring(dot);
  }

  private String fileName() {
    return String.valueOf(file.getFileName());
  }

  private static void compress(Path old) throws IOException {
    Path packed = old.resolveSibling(old.getFileName() + ".gz");
    try (InputStream in = Files.newInputStream(old);
        OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
      in.transferTo(gzip);
    }
    Files.delete(old);
  }

  private void forgetOld() throws IOException {
    List<Path> backups = backups();
    backups.sort(Comparator.comparing(Path::toString).reversed());
    Instant oldest =
        rotation.maxAgeDays() == 0
            ? Instant.MIN
            : clock.instant().minus(Duration.ofDays(rotation.maxAgeDays()));
    for (int i = 0; i < backups.size(); i++) {
      boolean tooMany = rotation.maxBackups() > 0 && i >= rotation.maxBackups();
      if (tooMany || Files.getLastModifiedTime(backups.get(i)).toInstant().isBefore(oldest)) {
        Files.deleteIfExists(backups.get(i));
      }
    }
  }

  /// Only names that this class gives: whatever else lies beside the file stays.
  private List<Path> backups() throws IOException {
    String shape =
        java.util.regex.Pattern.quote(stem())
            + "-\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{3}"
            + java.util.regex.Pattern.quote(extension())
            + "(\\.gz)?";
    Path folder = file.toAbsolutePath().getParent();
    try (Stream<Path> files = Files.list(folder == null ? Path.of(".") : folder)) {
      List<Path> found = new ArrayList<>();
      files.filter(path -> String.valueOf(path.getFileName()).matches(shape)).forEach(found::add);
      return found;
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
