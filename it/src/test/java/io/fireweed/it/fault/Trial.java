package io.fireweed.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.ProgramRun;
import io.fireweed.format.disk.LocalDisk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// A program, the folder that holds all it reads and writes, and what stands there afterwards.
final class Trial {
  private static final int KILLED = 137;
  private static final String DIRECTORY = "directory";

  private final Program program;
  private final List<String> words;
  private final Path folder;
  private final Consumer<Path> fill;
  private final Likeness likeness;
  private final int doneExit;
  private final Map<String, String> before;
  private final Map<String, String> after;

  /// What makes two db files equal.
  enum Likeness {
    BYTES,
    /// Rows and revision: where a second run gives another file with the same content.
    ROWS
  }

  /// Runs the program undisturbed, for what it gives.
  ///
  /// @param fill puts into the empty folder what the program needs
  Trial(Program program, List<String> words, Path folder, Consumer<Path> fill, Likeness likeness) {
    this.program = program;
    this.words = words;
    this.folder = folder;
    this.fill = fill;
    this.likeness = likeness;
    reset();
    before = state();
    ProgramRun run = program.runHere(words);
    doneExit = run.exitCode();
    after = state();
    assertThat(after.equals(before)).as("%s", run).isEqualTo(likeness == Likeness.ROWS);
  }

  Path folder() {
    return folder;
  }

  List<String> command() {
    return program.command(words);
  }

  /// Empties the folder and fills it anew.
  void reset() {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        new LocalDisk().deleteTree(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    fill.accept(folder);
  }

  /// What a disturbed run may end with.
  enum Ending {
    DONE,
    FAILED,
    KILLED
  }

  /// What a program that fails may leave.
  enum Leftovers {
    NONE,
    /// Hidden directories: for want of what it needs to remove them.
    HIDDEN
  }

  /// Judges a run that was disturbed, and lets the program try again.
  Ending judge(ProgramRun run, String how, Leftovers allowed) {
    Map<String, String> left = state();
    if (run.exitCode() == doneExit && left.equals(after)) {
      return Ending.DONE;
    }
    boolean killed = run.exitCode() == KILLED;
    if (!killed) {
      assertThat(run.exitCode()).as("%s: %s, left %s", how, run, left).isEqualTo(1);
      Program.requireCivil(run);
      Map<String, String> seen = allowed == Leftovers.HIDDEN ? withoutHidden(left) : left;
      assertThat(seen).as("%s: %s", how, run).isEqualTo(before);
    }
    ProgramRun again = program.runHere(words);
    boolean wasComplete = killed && again.exitCode() != doneExit && holdsAll();
    if (!wasComplete) {
      assertThat(again.exitCode())
          .as("%s: retry after %s left %s: %s", how, run, left, again)
          .isEqualTo(doneExit);
      assertThat(state()).as("%s: retry after %s", how, run).isEqualTo(after);
    }
    return killed ? Ending.KILLED : Ending.FAILED;
  }

  /// Whether all results stand, perhaps with a mark that nobody had the time to remove.
  private boolean holdsAll() {
    return withoutHidden(state()).equals(after);
  }

  private static Map<String, String> withoutHidden(Map<String, String> state) {
    Map<String, String> seen = new TreeMap<>(state);
    seen.keySet().removeIf(path -> path.startsWith(".") || path.contains("/."));
    Set<String> full = new HashSet<>();
    seen.keySet().forEach(path -> full.add(path.replaceFirst("/.*", "/")));
    seen.entrySet().removeIf(e -> e.getValue().equals(DIRECTORY) && isEmptyTop(e.getKey(), full));
    return seen;
  }

  private static boolean isEmptyTop(String path, Set<String> full) {
    return !path.contains("/") && !full.contains(path + "/");
  }

  /// {@return every file with its size and checksum; empty directories at the top do not count}
  private Map<String, String> state() {
    Map<String, String> state = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(path -> !path.equals(folder)).toList()) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          boolean rows = likeness == Likeness.ROWS && path.endsWith("db");
          state.put(folder.relativize(path).toString(), rows ? rows(path) : bytes(path));
        } else if (!isEmptyTop(path)) {
          state.put(folder.relativize(path).toString(), DIRECTORY);
        }
      }
      return state;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isEmptyTop(Path path) throws IOException {
    if (!folder.equals(path.getParent())) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }

  private static String rows(Path db) {
    ProgramRun run = Program.ETCDUTL.runHere(List.of("snapshot", "status", db.toString()));
    return run.requireSuccess().out().replaceAll(", [^,]*B,? ?", "").strip();
  }

  /// A WAL is 64 MB of mostly nothing; only what stands at its beginning is read.
  private static String bytes(Path path) throws IOException {
    CRC32C crc = new CRC32C();
    try (InputStream in = Files.newInputStream(path)) {
      crc.update(in.readNBytes(1 << 20));
    }
    return Files.size(path) + " " + Long.toHexString(crc.getValue());
  }
}
