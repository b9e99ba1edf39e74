package io.fireweed.it.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.it.Checkout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// An installation as a release lays it out: our launchers, and a program of a few lines.
final class Release {
  private static final List<String> TOOLS = List.of("etcdutl", "etcdctl", "fireweed");
  private static final List<String> MAINS =
      List.of("etcdutl.EtcdUtl", "etcdctl.EtcdCtl", "fireweed.Fireweed");

  private static final String SOURCE =
      """
      package io.fireweed.cli.%s;
      public class %s {
        public static void main(String[] args) throws Exception {
          System.out.println("%s " + String.join(" ", args));
          if (args.length > 0 && args[0].equals("sleep")) {
            System.out.flush();
            Thread.sleep(60_000);
          }
        }
      }
      """;
  private static final Map<String, byte[]> PROGRAMS = new ConcurrentHashMap<>();

  private final Path root;
  private final Path archives;
  private final Shell shell;

  Release(Path folder) throws IOException {
    root = folder.resolve("release");
    archives = folder.resolve("archives");
    Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("lib"));
    Path source = Checkout.root().resolve("bin");
    Files.copy(source.resolve("launch.sh"), root.resolve("bin/launch.sh"));
    for (String tool : TOOLS) {
      Path copy = Files.copy(source.resolve(tool), root.resolve("bin").resolve(tool));
      assertThat(copy.toFile().setExecutable(true)).isTrue();
    }
    shell =
        new Shell(
            folder,
            Map.of(
                "FIREWEED_JAVA_HOME",
                System.getProperty("java.home"),
                "FIREWEED_CACHE_DIR",
                archives.toString()));
    install("one");
  }

  Shell shell() {
    return shell;
  }

  Path archives() {
    return archives;
  }

  Path jar() {
    return root.resolve("lib/fireweed-cli-1.jar");
  }

  String launcher(String tool) {
    return root.resolve("bin").resolve(tool).toString();
  }

  /// Puts a program in place that prints `word`, then its arguments; `sleep` waits to be ended.
  void install(String word) throws IOException {
    Path fresh = Files.write(shell.folder().resolve("fresh.jar"), program(word));
    Files.move(fresh, jar(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] program(String word) throws IOException {
    byte[] made = PROGRAMS.get(word);
    if (made == null) {
      made = compile(word);
      PROGRAMS.put(word, made);
    }
    return made;
  }

  private static byte[] compile(String word) throws IOException {
    Path folder = Files.createTempDirectory("program");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      for (String main : MAINS) {
        String tool = main.substring(0, main.indexOf('.'));
        String name = main.substring(main.indexOf('.') + 1);
        Path source = folder.resolve(name + ".java");
        Files.writeString(source, SOURCE.formatted(tool, name, word));
        int status =
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), source.toString());
        assertThat(status).isZero();
        String entry = "io/fireweed/cli/" + tool + "/" + name + ".class";
        jar.putNextEntry(new JarEntry(entry));
        jar.write(Files.readAllBytes(folder.resolve(entry)));
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /// {@return the archives there are}
  List<Path> archiveFiles() throws IOException {
    if (!Files.isDirectory(archives)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(archives)) {
      return files.filter(f -> f.toString().endsWith(".jsa")).sorted().toList();
    }
  }

  /// Runs once and waits until the archive made beside that run is in place.
  Path awaitArchive() throws IOException, InterruptedException {
    List<Path> before = archiveFiles();
    shell.run(launcher("etcdutl"), "version");
    for (int tries = 0; tries < 600; tries++) {
      List<Path> now = archiveFiles();
      if (now.size() > before.size()) {
        return now.stream().filter(f -> !before.contains(f)).findFirst().orElseThrow();
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no new archive in " + archives + " after a minute");
  }
}
