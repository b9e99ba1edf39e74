package io.fireweed.it.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.it.launcher.Shell.Outcome;
import io.fireweed.it.launcher.Shell.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Launchers of an installation: the JDK they find, the archive they use, what they print.
class LauncherIT {
  @TempDir Path folder;
  private Release release;

  @BeforeEach
  void layOut() throws IOException {
    release = new Release(folder);
  }

  private Outcome version() {
    return release.shell().run(release.launcher("etcdutl"), "version");
  }

  private static void assertCleanRun(Outcome outcome, String out) {
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo(out);
    assertThat(outcome.exit()).isZero();
  }

  @Test
  void everyLauncherRunsItsOwnProgramAndPrintsNothingElse() {
    for (String tool : List.of("etcdutl", "etcdctl", "fireweed")) {
      assertCleanRun(
          release.shell().run(release.launcher(tool), "a  b", "*", "$HOME"), "one a  b * $HOME\n");
    }
  }

  @Test
  void chainOfSymbolicLinksLeadsToTheInstallation() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/deep"));
    Path first = elsewhere.resolve("first");
    Files.createSymbolicLink(
        first, Path.of("../..").resolve(folder.relativize(Path.of(release.launcher("fireweed")))));
    Path second = Files.createSymbolicLink(folder.resolve("second"), first);
    assertCleanRun(release.shell().run(second.toString(), "x"), "one x\n");
    assertCleanRun(release.shell().run("sh", "-c", "cd elsewhere && deep/first x"), "one x\n");
    assertCleanRun(
        release.shell().run("sh", "-c", "PATH=$PWD/elsewhere/deep:$PATH first x"), "one x\n");
  }

  @Test
  void archiveMadeBesideTheFirstRunServesTheNext() throws Exception {
    release.awaitArchive();
    Path log = folder.resolve("loaded.txt");
    Outcome outcome =
        release
            .shell()
            .with("FIREWEED_JAVA_OPTS", "-Xlog:class+load:file=" + log)
            .run(release.launcher("etcdutl"), "version");
    assertCleanRun(outcome, "one version\n");
    assertThat(Files.readAllLines(log))
        .anyMatch(line -> line.contains("EtcdUtl") && line.contains("shared objects file"));
  }

  @Test
  void replacedJarIsSeenUnderAnOldArchive() throws Exception {
    Path old = release.awaitArchive();
    assertCleanRun(version(), "one version\n");
    release.install("two");
    assertCleanRun(version(), "two version\n");
    Path fresh = release.awaitArchive();
    assertThat(fresh).isNotEqualTo(old);
    assertCleanRun(version(), "two version\n");
    // Even under the right name, an archive of other jars is refused by the JVM.
    Files.copy(old, fresh, StandardCopyOption.REPLACE_EXISTING);
    assertCleanRun(version(), "two version\n");
  }

  @Test
  void damagedArchiveIsPassedOver() throws Exception {
    Path archive = release.awaitArchive();
    byte[] good = Files.readAllBytes(archive);
    int step = good.length / 16;
    for (int at = 0; at < good.length; at += step) {
      byte[] bad = good.clone();
      for (int i = at; i < Math.min(at + 64, bad.length); i++) {
        bad[i] = (byte) ~bad[i];
      }
      Files.write(archive, bad);
      assertCleanRun(version(), "one version\n");
    }
    for (int length : new int[] {0, 1, 100, 4096, good.length / 2, good.length - 1}) {
      Files.write(archive, java.util.Arrays.copyOf(good, length));
      assertCleanRun(version(), "one version\n");
    }
    Files.delete(archive);
    Files.createDirectory(archive);
    assertCleanRun(version(), "one version\n");
  }

  @Test
  void archiveFolderThatCannotBeWrittenDoesNotMatter() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    for (String cache : List.of(file.toString(), file + "/below", "/proc/none", "/dev/null")) {
      assertCleanRun(
          release
              .shell()
              .with("FIREWEED_CACHE_DIR", cache)
              .run(release.launcher("etcdutl"), "version"),
          "one version\n");
    }
    assertCleanRun(
        release.shell().with("FIREWEED_ARCHIVE", "off").run(release.launcher("etcdutl"), "version"),
        "one version\n");
    assertThat(release.archiveFiles()).isEmpty();
  }

  @Test
  void firstCallsAtTheSameTimeAllSucceed() throws Exception {
    List<Started> started = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      started.add(release.shell().start(release.launcher("fireweed"), "x"));
    }
    for (Started one : started) {
      assertCleanRun(release.shell().await(one), "one x\n");
    }
    for (int tries = 0; tries < 600 && release.archiveFiles().isEmpty(); tries++) {
      Thread.sleep(100);
    }
    assertThat(release.archiveFiles()).hasSize(1);
  }

  @Test
  void missingJdkSaysWhatWasLookedAt() throws IOException {
    Path old = Files.createDirectories(folder.resolve("jdks/old"));
    Files.createDirectories(old.resolve("bin"));
    Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 99\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Path empty = Files.createDirectories(folder.resolve("none"));
    Outcome outcome =
        release
            .shell()
            .with("FIREWEED_JAVA_HOME", "")
            .with("JAVA_HOME", folder.resolve("gone").toString())
            .with("PATH", old.resolve("bin") + ":/bin:/usr/bin")
            .with("FIREWEED_JVM_DIRS", old.getParent() + ":" + empty)
            .run(release.launcher("etcdutl"), "version");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("needs a JDK from 25 on")
        .contains("JAVA_HOME: " + folder.resolve("gone") + " is not there")
        .contains("java on the PATH: " + old + " is Java 17")
        .contains(old.getParent() + ": " + old + " is Java 17")
        .contains(empty + ": no JDK")
        .contains("hint: ");
  }

  @Test
  void jdkThatWasAskedForIsNotReplacedByAnother() {
    Outcome outcome =
        release
            .shell()
            .with("FIREWEED_JAVA_HOME", folder.toString())
            .run(release.launcher("etcdutl"), "version");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("FIREWEED_JAVA_HOME").contains(folder.toString());
  }

  @Test
  void jdkInASystemFolderIsFound() throws IOException {
    Path jdks = Files.createDirectories(folder.resolve("jdks"));
    Files.createSymbolicLink(jdks.resolve("a jdk"), Path.of(System.getProperty("java.home")));
    Outcome outcome =
        release
            .shell()
            .with("FIREWEED_JAVA_HOME", "")
            .with("JAVA_HOME", "")
            .with("PATH", "/bin")
            .with("FIREWEED_JVM_DIRS", "/none:" + jdks)
            .run(release.launcher("etcdutl"), "version");
    assertCleanRun(outcome, "one version\n");
  }

  @Test
  void bytesOfUtf8PassThroughInAnyLocale() {
    for (String locale : List.of("C", "POSIX", "C.UTF-8")) {
      assertCleanRun(
          release
              .shell()
              .with("LC_ALL", locale)
              .run("sh", "-c", release.launcher("etcdutl") + " \"$(printf '\\303\\251')\""),
          "one \u00e9\n");
    }
  }

  @Test
  void signalReachesTheProgram() throws Exception {
    Started started = release.shell().start(release.launcher("fireweed"), "sleep");
    for (int tries = 0; tries < 300 && Files.size(started.out()) == 0; tries++) {
      Thread.sleep(100);
    }
    started.process().destroy();
    assertThat(started.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(started.process().exitValue()).isEqualTo(143);
  }
}
