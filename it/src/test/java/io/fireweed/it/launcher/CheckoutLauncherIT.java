package io.fireweed.it.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.it.Checkout;
import io.fireweed.it.launcher.Shell.Outcome;
import io.fireweed.it.launcher.Shell.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Launchers of a checkout: the first call builds, later ones do not, newer sources build again.
class CheckoutLauncherIT {
  private static final Set<String> LEFT_OUT = Set.of("target", ".git", ".fireweed");
  private static final String VERSION = "etcdutl version: 3.7.1\nAPI version: 3.7\n";

  @TempDir Path folder;

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      Files.copy(from, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      return;
    }
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!LEFT_OUT.contains(name)) {
          copy(file, to.resolve(name));
        }
      }
    }
  }

  @Test
  void thisCheckoutAnswersAsEtcdDoes() {
    Outcome outcome =
        new Shell(folder, Map.of())
            .run(Checkout.root().resolve("bin/etcdutl").toString(), "version");
    assertThat(outcome.out()).isEqualTo(VERSION);
    assertThat(outcome.exit()).isZero();
  }

  /// With `-Dslow=true` the builds that follow, too: each takes some twenty seconds.
  @Test
  void firstCallBuildsOnceAndNewerSourcesBuildAgain() throws IOException {
    Path root = folder.resolve("a checkout");
    copy(Checkout.root(), root);
    // What the archive is trained on must not be what a member of this machine has.
    Path real = folder.resolve("real");
    Shell shell =
        new Shell(folder, Map.of("JAVA_HOME", System.getProperty("java.home")))
            .with("ETCD_DATA_DIR", real.resolve("data").toString())
            .with("ETCD_WAL_DIR", real.resolve("wal").toString());
    String etcdutl = root.resolve("bin/etcdutl").toString();

    List<Started> both = List.of(shell.start(etcdutl, "version"), shell.start(etcdutl, "version"));
    StringBuilder said = new StringBuilder();
    for (Started one : both) {
      Outcome outcome = shell.await(one);
      said.append(outcome.err());
      assertThat(outcome.out()).as("standard error: %s", outcome.err()).isEqualTo(VERSION);
      assertThat(outcome.exit()).isZero();
    }
    assertThat(said.toString()).containsOnlyOnce("first use of this checkout");
    assertThat(real).doesNotExist();

    assertThat(shell.run(etcdutl, "version")).isEqualTo(new Outcome(0, VERSION, ""));
    if (Boolean.getBoolean("slow")) {
      newerSourcesBuildAgain(root, etcdutl, shell);
    }
  }

  private static void newerSourcesBuildAgain(Path root, String etcdutl, Shell shell)
      throws IOException {
    Path main = root.resolve("cli/src/main/java/io/fireweed/cli/etcdutl/Broken.java");
    Files.writeString(main, "not Java", StandardOpenOption.CREATE_NEW);
    Outcome broken = shell.run(etcdutl, "version");
    assertThat(broken.exit()).isEqualTo(1);
    assertThat(broken.out()).isEmpty();
    assertThat(broken.err()).contains("sources are newer").contains("the build failed");
    assertThat(shell.with("FIREWEED_BUILD", "off").run(etcdutl, "version"))
        .isEqualTo(new Outcome(0, VERSION, ""));

    Files.delete(main);
    Outcome mended = shell.run(etcdutl, "version");
    assertThat(mended.out()).isEqualTo(VERSION);
    assertThat(mended.err()).contains("sources are newer").contains("built");
  }
}
