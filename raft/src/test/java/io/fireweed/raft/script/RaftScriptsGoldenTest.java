package io.fireweed.raft.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every scripted trace gives exactly the text it says.
class RaftScriptsGoldenTest {
  private static final String FOLDER = System.getProperty("raft.scripts", "");

  @TestFactory
  Stream<DynamicNode> theTracesOfEtcdsCoreComeOutTheSame() throws IOException {
    Path folder = Path.of(FOLDER);
    if (FOLDER.isEmpty() || !Files.isDirectory(folder)) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "no folder of scripts",
              () -> assumeTrue(false, "no folder of scripts; give one with -Draft.scripts=DIR")));
    }
    return tests(folder);
  }

  @TestFactory
  Stream<DynamicNode> ourOwnTracesComeOutTheSame() throws IOException, URISyntaxException {
    URL own = RaftScriptsGoldenTest.class.getResource("/scripts");
    return tests(Path.of(Objects.requireNonNull(own, "/scripts").toURI()));
  }

  private static Stream<DynamicNode> tests(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> scripts = files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
      assertThat(scripts).as("scripts in " + folder).isNotEmpty();
      return scripts.stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      folder.relativize(file).toString(), () -> comesOutTheSame(file)));
    }
  }

  private static void comesOutTheSame(Path file) throws IOException {
    ScriptRun run = runFor(file);
    for (Script.Step step : Script.read(file).steps()) {
      String actual = run.run(step).stripTrailing();
      assertThat(actual)
          .as("%s:%d %s", file, step.line(), step.command())
          .isEqualTo(step.expected().stripTrailing());
    }
  }

  private static ScriptRun runFor(Path file) {
    String kind = Objects.requireNonNull(file.getParent()).getFileName().toString();
    return switch (kind) {
      case "quorum" -> new QuorumScript();
      case "confchange" -> new ChangeScript();
      default -> new InteractionScript();
    };
  }
}
