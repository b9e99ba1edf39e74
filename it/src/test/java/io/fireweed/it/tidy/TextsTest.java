package io.fireweed.it.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What holds for every text of the project, and for its documents.
class TextsTest {
  private static final long LARGEST_BYTES = 256 * 1024;

  /// Put together here, so that this file does not hold what it forbids.
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(" + "TO" + "DO|FIX" + "ME|X" + "XX)\\b");

  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.$}])/(wo" + "rk|ro" + "ot|ho" + "me/\\w+|tmp/f" + "w)/");

  private static final Pattern LINE_CITATION = Pattern.compile("\\b\\w+\\.(java|go|sh):\\d+");

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

  private static List<String> linesMatching(Pattern pattern) {
    List<String> found = new ArrayList<>();
    List<Path> texts = ProjectFiles.texts();
    assertThat(texts).hasSizeGreaterThan(50);
    for (Path file : texts) {
      int number = 0;
      for (String line : ProjectFiles.lines(file)) {
        number++;
        if (pattern.matcher(line).find()) {
          found.add(ProjectFiles.name(file) + " line " + number + ": " + line.strip());
        }
      }
    }
    return found;
  }

  @Test
  void nothingIsMarkedAsUnfinished() {
    assertThat(linesMatching(UNFINISHED)).isEmpty();
  }

  @Test
  void noTextNamesAPathOfOneMachine() {
    assertThat(linesMatching(MACHINE_PATH)).isEmpty();
  }

  @Test
  void noTextCitesALineNumber() {
    assertThat(linesMatching(LINE_CITATION)).isEmpty();
  }

  @Test
  void noMergeWasLeftHalfDone() {
    assertThat(linesMatching(Pattern.compile("^(<{7}|>{7})( |$)"))).isEmpty();
  }

  @Test
  void everyDocumentHasOneTitle() {
    List<String> wrong = new ArrayList<>();
    for (Path file : ProjectFiles.withExtension("md")) {
      long titles = outsideCode(file).stream().filter(line -> line.startsWith("# ")).count();
      if (titles != 1) {
        wrong.add(ProjectFiles.name(file) + " has " + titles + " titles");
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyRelativeLinkLeadsToAFile() {
    List<String> dead = new ArrayList<>();
    int links = 0;
    for (Path file : ProjectFiles.withExtension("md")) {
      for (String line : outsideCode(file)) {
        Matcher link = LINK.matcher(line);
        while (link.find()) {
          String target = link.group(1).replaceFirst("#.*", "");
          if (target.isEmpty() || target.contains("://") || target.startsWith("mailto:")) {
            continue;
          }
          links++;
          if (!Files.exists(file.resolveSibling(target))) {
            dead.add(ProjectFiles.name(file) + " links to " + target);
          }
        }
      }
    }
    assertThat(dead).isEmpty();
    assertThat(links).as("links looked at").isPositive();
  }

  @Test
  void decisionsFitOnOnePage() {
    List<String> wrong = new ArrayList<>();
    int decisions = 0;
    for (Path file : ProjectFiles.withExtension("md")) {
      if (ProjectFiles.name(file).startsWith("docs/decisions/")) {
        decisions++;
        if (ProjectFiles.lines(file).size() > 40) {
          wrong.add(ProjectFiles.name(file));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(decisions).isPositive();
  }

  @Test
  void largeFilesLieAmongTheResources() throws IOException {
    List<String> large = new ArrayList<>();
    for (Path file : ProjectFiles.all()) {
      if (Files.size(file) > LARGEST_BYTES && !ProjectFiles.name(file).contains("/resources/")) {
        large.add(ProjectFiles.name(file));
      }
    }
    assertThat(large).isEmpty();
  }

  private static List<String> outsideCode(Path file) {
    List<String> lines = new ArrayList<>();
    boolean code = false;
    for (String line : ProjectFiles.lines(file)) {
      if (line.strip().startsWith("```")) {
        code = !code;
      } else if (!code) {
        lines.add(line);
      }
    }
    return lines;
  }
}
