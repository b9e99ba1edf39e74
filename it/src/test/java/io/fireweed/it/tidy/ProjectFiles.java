package io.fireweed.it.tidy;

import io.fireweed.it.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The files of the checkout that people wrote, and a way to report on their lines.
final class ProjectFiles {
  private static final Set<String> NOT_OURS =
      Set.of("target", ".git", ".fireweed", ".idea", ".vscode", "node_modules");
  private static final Set<String> TEXTS =
      Set.of("java", "md", "sh", "xml", "proto", "yaml", "yml", "properties", "config", "txt");

  private ProjectFiles() {}

  static List<Path> all() {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          Checkout.root(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return NOT_OURS.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add(file);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.sort(null);
    return files;
  }

  /// {@return sources, documents and scripts; not recorded data}
  static List<Path> texts() {
    return all().stream().filter(file -> isText(file) && !isFixture(file)).toList();
  }

  static List<Path> withExtension(String extension) {
    return texts().stream().filter(file -> extensionOf(file).equals(extension)).toList();
  }

  /// {@return whether the file is recorded data: vectors and golden output keep what they hold}
  static boolean isFixture(Path file) {
    return name(file).contains("/resources/") && !file.toString().endsWith(".md");
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /// {@return the file's name from the top of the checkout, with slashes}
  static String name(Path file) {
    return Checkout.root().relativize(file).toString().replace('\\', '/');
  }

  private static boolean isText(Path file) {
    String extension = extensionOf(file);
    return TEXTS.contains(extension) || (extension.isEmpty() && isScript(file));
  }

  private static boolean isScript(Path file) {
    Path folder = file.getParent();
    return folder.equals(Checkout.root())
        || folder.equals(Checkout.root().resolve("bin"))
        || folder.equals(Checkout.root().resolve(".ci"));
  }

  private static String extensionOf(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? "" : name.substring(dot + 1);
  }
}
