package io.fireweed.it.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What holds for every Java source.
class JavaSourcesTest {
  private static final int FILE_LINES = 400;
  private static final int FUNCTION_LINES = 70;

  /// Files above the limit, with the length they may not exceed. Only ever shorten this.
  private static final Map<String, Integer> LONG_FILES = Map.of();

  /// Files with a function above the limit, and its length. Only ever shorten this.
  private static final Map<String, Integer> LONG_FUNCTIONS = Map.of();

  private static final Pattern LAYOUT_TABLE =
      Pattern.compile("^\\s*/// \\| *offset *\\| *(size|length) *\\|.*\\| *unit *\\|.*");

  private static List<Path> sources() {
    List<Path> sources = ProjectFiles.withExtension("java");
    assertThat(sources).hasSizeGreaterThan(50);
    return sources;
  }

  @Test
  void filesAreShort() {
    Map<String, Integer> tooLong = new TreeMap<>();
    for (Path file : sources()) {
      int length = ProjectFiles.lines(file).size();
      String name = ProjectFiles.name(file);
      if (length > LONG_FILES.getOrDefault(name, FILE_LINES)) {
        tooLong.put(name, length);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void functionsAreShort() {
    Map<String, Integer> tooLong = new TreeMap<>();
    for (Path file : sources()) {
      String name = ProjectFiles.name(file);
      if (name.contains("/src/test/")) {
        continue; // a scenario may be long; it is read from top to bottom
      }
      int longest = longestFunction(ProjectFiles.lines(file));
      if (longest > LONG_FUNCTIONS.getOrDefault(name, FUNCTION_LINES)) {
        tooLong.put(name, longest);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  /// The formatter decides the indentation, so a member of a type opens and closes at one depth.
  private static int longestFunction(List<String> lines) {
    int longest = 0;
    for (int depth = 2; depth <= 6; depth += 2) {
      String indent = " ".repeat(depth);
      int opened = -1;
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        boolean atDepth = line.startsWith(indent) && !line.startsWith(indent + " ");
        if (atDepth && opened < 0 && isFunctionHead(line)) {
          opened = i;
        } else if (opened >= 0 && line.equals(indent + "}")) {
          longest = Math.max(longest, i - opened + 1);
          opened = -1;
        } else if (opened >= 0 && (atDepth && line.endsWith(";") || isShallower(line, indent))) {
          opened = -1; // it was a call
        }
      }
    }
    return longest;
  }

  private static boolean isShallower(String line, String indent) {
    return !line.isBlank() && !line.startsWith(indent);
  }

  private static final Pattern NOT_A_FUNCTION =
      Pattern.compile(
          "^\\s*(.*\\b(class|interface|enum|record|new|switch|if|for|while|try|catch|return|do)\\b"
              + "|[@/*}]).*");

  private static boolean isFunctionHead(String line) {
    return line.contains("(") && !line.contains("=") && !NOT_A_FUNCTION.matcher(line).matches();
  }

  @Test
  void everyFormatNamesItsSource() {
    List<String> wrong = new ArrayList<>();
    int formats = 0;
    for (Path file : sources()) {
      List<String> lines = ProjectFiles.lines(file);
      boolean format =
          ProjectFiles.name(file).matches("format/.*Format\\.java")
              || lines.stream().anyMatch(line -> LAYOUT_TABLE.matcher(line).matches());
      if (format) {
        formats++;
        if (lines.stream().noneMatch(line -> line.matches(".*\\bSource:( .*|$)"))) {
          wrong.add(ProjectFiles.name(file));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(formats).as("formats looked at").isPositive();
  }

  /// The formatter breaks a documentation line that is too long into a plain comment.
  @Test
  void noDocumentationWasBrokenByTheFormatter() {
    List<String> wrong = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = ProjectFiles.lines(file);
      for (int i = 1; i < lines.size(); i++) {
        String before = lines.get(i - 1).strip();
        String line = lines.get(i).strip();
        if (before.startsWith("///") && line.startsWith("// ")) {
          wrong.add(ProjectFiles.name(file) + ": " + line);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyPackageHasAMapThatForbidsNull() {
    TreeSet<String> wrong = new TreeSet<>();
    for (Path file : sources()) {
      Path folder = file.getParent();
      Path map = folder.resolve("package-info.java");
      Path mainMap = Path.of(map.toString().replace("/src/test/java/", "/src/main/java/"));
      if (!isMap(map) && !isMap(mainMap)) {
        wrong.add(ProjectFiles.name(folder));
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean isMap(Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    List<String> lines = ProjectFiles.lines(file);
    return lines.contains("@NullMarked") && lines.getFirst().startsWith("///");
  }

  /// The build runs classes by name: tests under another name would never run.
  @Test
  void everyTestIsInAClassThatTheBuildRuns() {
    List<String> wrong = new ArrayList<>();
    for (Path file : sources()) {
      String name = file.getFileName().toString();
      boolean tests =
          ProjectFiles.lines(file).stream()
              .anyMatch(
                  line -> line.strip().matches("@(Test|ParameterizedTest|RepeatedTest)\\b.*"));
      if (tests && !name.matches(".*(Test|IT|Contract)\\.java")) {
        wrong.add(ProjectFiles.name(file));
      }
    }
    assertThat(wrong).isEmpty();
  }
}
