package io.fireweed.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.disk.LocalDisk;
import io.fireweed.it.hostile.Tool.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// A file that is damaged in many ways, one after the other, and shown to every verb.
///
/// After each call it is as it was: bit for bit, and with nothing beside it.
final class Patient {
  private final Path folder;
  private final Path file;
  private byte[] bytes = new byte[0];

  Patient(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("backup.db");
  }

  Path file() {
    return file;
  }

  /// Gives the file other bytes.
  Patient become(byte[] now) {
    bytes = now;
    try {
      Files.write(file, now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Said verify() {
    return unchanged(Tool.FIREWEED.run("verify", file));
  }

  Said status() {
    return unchanged(Tool.ETCDUTL.run("snapshot", "status", file));
  }

  Said hashKv() {
    return unchanged(Tool.ETCDUTL.run("hashkv", file));
  }

  Said listBucket() {
    return unchanged(Tool.ETCDUTL.run("list-bucket", file));
  }

  Said iterate(String bucket) {
    return unchanged(Tool.ETCDUTL.run("iterate-bucket", file, bucket, "--decode"));
  }

  /// What each of the two restores says. Nothing may be left when it fails; what stands there when
  /// it does not must be a sound db.
  Said restore(Object... more) {
    Path target = folder.resolve("m1.etcd");
    Object[] words = {"snapshot", "restore", file, "--data-dir", target};
    Object[] all = Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray();
    return cleared(Tool.ETCDUTL.run(all), target.resolve("member/snap/db"));
  }

  Said restoreThree() {
    Path target = folder.resolve("three");
    Said said =
        Tool.FIREWEED.run(
            "restore",
            file,
            "--members",
            "a=http://10.0.0.1:2380,b=http://10.0.0.2:2380,c=http://10.0.0.3:2380",
            "--output-dir",
            target);
    if (!said.calledGood() && Files.isDirectory(target)) {
      assertThat(list(target)).as(said.toString()).isEmpty();
      delete(target);
    }
    return cleared(said, target.resolve("a/member/snap/db"));
  }

  /// Salvages a member that lost everything, from this file.
  Said salvageFrom() {
    Path dead = folder.resolve("dead.etcd");
    try {
      Files.createDirectories(dead.resolve("member/wal"));
      Path output = folder.resolve("salvaged.db");
      Said said = Tool.FIREWEED.run("salvage", dead, "--from", file, "--output", output);
      if (said.calledGood()) {
        Files.delete(output);
      }
      assertThat(output).as(said.toString()).doesNotExist();
      delete(dead);
      return unchanged(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Defragments a copy in a data directory. It is what it was if that fails; if not, it is no
  /// worse,
  /// since rows are copied as they are.
  Said defrag() {
    Path dataDir = folder.resolve("copy.etcd");
    Path db = dataDir.resolve("member/snap/db");
    byte[] image = bytes.length % 512 == 32 ? SmallSnapshot.unsealed(bytes) : bytes;
    try {
      Files.createDirectories(db.getParent());
      Files.write(db, image);
      Said before = Tool.ETCDUTL.run("snapshot", "status", db);
      Said said = Tool.ETCDUTL.run("defrag", "--data-dir", dataDir);
      assertThat(list(db.getParent())).as(said.toString()).containsExactly(db);
      if (!said.calledGood()) {
        assertThat(Files.readAllBytes(db)).as(said.toString()).isEqualTo(image);
      }
      Said after = Tool.ETCDUTL.run("snapshot", "status", db);
      assertThat(after.calledGood() || after.exit() == before.exit())
          .as("%s, then %s, then %s", before, said, after)
          .isTrue();
      delete(dataDir);
      return unchanged(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the doctor says of a data directory that has this image as its db.
  Said doctor() {
    Path dataDir = folder.resolve("ill.etcd");
    Path db = dataDir.resolve("member/snap/db");
    try {
      Files.createDirectories(db.getParent());
      Files.createDirectories(dataDir.resolve("member/wal"));
      Files.write(db, bytes.length % 512 == 32 ? SmallSnapshot.unsealed(bytes) : bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Said said = Tool.FIREWEED.run("doctor", dataDir);
    delete(dataDir);
    return unchanged(said);
  }

  private Said cleared(Said said, Path db) {
    if (said.calledGood()) {
      Said status = Tool.ETCDUTL.run("snapshot", "status", db);
      boolean told = said.text().contains("rows expected sound");
      assertThat(status.calledGood() || told).as("%s, then %s", said, status).isTrue();
      for (Path entry : list(folder)) {
        if (!entry.equals(file)) {
          delete(entry);
        }
      }
    }
    return unchanged(said);
  }

  private Said unchanged(Said said) {
    try {
      assertThat(Arrays.equals(Files.readAllBytes(file), bytes)).as(said.call()).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(list(folder)).as(said.toString()).containsExactly(file);
    return said.isCivil();
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path tree) {
    try {
      new LocalDisk().deleteTree(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
