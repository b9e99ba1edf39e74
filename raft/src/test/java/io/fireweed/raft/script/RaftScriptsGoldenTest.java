package io.fireweed.raft.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every scripted trace gives exactly the text it says.
///
/// The scripts of etcd's own core are read from the folder that `-Draft.scripts=DIR` names. With
/// `-Draft.scripts.rewrite=DIR` instead of comparing, every script in `DIR` is rewritten with what
/// it gives now: for the reviewer of the difference.
class RaftScriptsGoldenTest {
  private static final String FOLDER = System.getProperty("raft.scripts", "");
  private static final String REWRITTEN = System.getProperty("raft.scripts.rewrite", "");

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

  @TestFactory
  Stream<DynamicNode> scriptsAreRewrittenOnRequest() throws IOException {
    if (REWRITTEN.isEmpty()) {
      return Stream.of();
    }
    return scripts(Path.of(REWRITTEN)).stream()
        .map(file -> DynamicTest.dynamicTest(file.toString(), () -> rewrite(file)));
  }

  private static Stream<DynamicNode> tests(Path folder) throws IOException {
    return scripts(folder).stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    folder.relativize(file).toString(), () -> comesOutTheSame(file)));
  }

  private static List<Path> scripts(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> scripts = files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
      assertThat(scripts).as("scripts in " + folder).isNotEmpty();
      return scripts;
    }
  }

  private static void comesOutTheSame(Path file) throws IOException {
    ScriptRun run = runFor(file);
    for (Script.Step step : Script.read(file).steps()) {
      assertThat(output(run, step, file))
          .as("%s:%d %s", file, step.line(), step.verb())
          .isEqualTo(step.expected().stripTrailing());
    }
  }

  private static void rewrite(Path file) throws IOException {
    ScriptRun run = runFor(file);
    Script script = Script.read(file);
    List<String> outputs = new ArrayList<>();
    script.steps().forEach(step -> outputs.add(output(run, step, file)));
    Files.writeString(file, script.with(outputs));
  }

  private static String output(ScriptRun run, Script.Step step, Path file) {
    try {
      return run.run(step).stripTrailing();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("%s:%d %s: %s".formatted(file, step.line(), step.verb(), e), e);
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
