package io.fireweed.it.served;

import io.fireweed.fixtures.EtcdPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/// Our programs from the classes under test, as scripts that can stand where etcd's stand.
final class OurPrograms {
  private static final String ETCD = "io.fireweed.cli.etcd.Etcd";
  private static final String ETCDCTL = "io.fireweed.cli.etcdctl.EtcdCtl";

  private OurPrograms() {}

  static EtcdPrograms fromClassPath() {
    try {
      Class.forName(ETCD, false, OurPrograms.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      Assumptions.abort("our member is not on the class path");
    }
    try {
      Path folder = Files.createTempDirectory("programs");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return new EtcdPrograms(
          "3.7.1",
          script(folder, "etcd", ETCD),
          script(folder, "etcdctl", ETCDCTL),
          Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path script(Path folder, String name, String main) throws IOException {
    String text =
        """
        #!/bin/sh
        CLASSPATH='%s' exec '%s' -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
        -XX:-UsePerfData --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow %s "$@"
        """
            .formatted(classPath(), Path.of(System.getProperty("java.home"), "bin/java"), main);
    Path script = folder.resolve(name);
    Files.writeString(script, text, StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  /// {@return the class path without the tests, which bring settings of their own}
  private static String classPath() {
    String tests = OurPrograms.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return Arrays.stream(System.getProperty("java.class.path").split(":", -1))
        .filter(entry -> !Path.of(entry).equals(Path.of(tests)))
        .collect(Collectors.joining(":"));
  }

  private static void delete(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve("etcd"));
      Files.deleteIfExists(folder.resolve("etcdctl"));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // A file left among temporary ones does no harm.
      return;
    }
  }
}
