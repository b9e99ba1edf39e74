package io.fireweed.testkit.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A change of the source text of one class.
///
/// @param type below `io.fireweed.raft`, such as `log.RaftLog`
/// @param find stands in the source exactly once
record Edit(String type, String find, String replace) {
  String typeName() {
    return "io.fireweed.raft." + type;
  }

  /// {@return the source of the class}
  String source() throws IOException {
    Path root = Path.of(System.getProperty("fireweed.root", "")).toAbsolutePath();
    String file = typeName().replace('.', '/') + ".java";
    return Files.readString(root.resolve("raft/src/main/java").resolve(file));
  }

  String patch(String source) {
    int at = source.indexOf(find);
    if (at < 0 || source.indexOf(find, at + 1) >= 0) {
      throw new IllegalStateException("not exactly once in " + typeName() + ": " + find);
    }
    return source.substring(0, at) + replace + source.substring(at + find.length());
  }
}
