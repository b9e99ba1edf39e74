package io.fireweed.it;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where this checkout lies.
public final class Checkout {
  private Checkout() {}

  /// {@return the folder that holds the parent pom}
  public static Path root() {
    String given = System.getProperty("fireweed.root");
    for (Path at = Path.of(given == null ? "" : given).toAbsolutePath(); at != null; ) {
      if (Files.isDirectory(at.resolve("bin")) && Files.exists(at.resolve("dev"))) {
        return at;
      }
      at = at.getParent();
    }
    throw new IllegalStateException("no checkout above " + given);
  }
}
