package io.fireweed.raft.script;

import io.fireweed.raft.trace.Level;
import io.fireweed.raft.trace.Trace;
import java.util.List;
import java.util.Locale;

/// What a script's commands write, and the members' traces among it.
final class ScriptOutput implements Trace {
  private static final List<String> LEVELS =
      List.of("DEBUG", "INFO", "WARN", "ERROR", "FATAL", "NONE");

  private final StringBuilder text = new StringBuilder();
  private String lowest = "DEBUG";
  private String indent = "";

  /// Shows lines of this level and above; none at all, of commands neither, for `none`.
  ///
  /// {@return what is wrong with `name`, or nothing}
  String level(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (!LEVELS.contains(upper)) {
      return "log levels must be either of [" + String.join(" ", LEVELS) + "]";
    }
    lowest = upper;
    return "";
  }

  String level() {
    return lowest;
  }

  private boolean isQuiet() {
    return lowest.equals("NONE");
  }

  @Override
  public boolean hears(Level level) {
    return LEVELS.indexOf(level.name()) >= LEVELS.indexOf(lowest);
  }

  @Override
  public void line(Level level, String line) {
    write(level + " " + line);
  }

  /// Writes lines, each indented as is due.
  void write(String lines) {
    if (!isQuiet()) {
      lines.lines().forEach(line -> text.append(indent).append(line).append('\n'));
    }
  }

  /// Writes what went wrong, if anything did: that is never hidden.
  void error(String message) {
    text.append(message);
  }

  void indented(Runnable work) {
    String outer = indent;
    indent = outer + "  ";
    work.run();
    indent = outer;
  }

  /// {@return what was written since the last call}
  String take() {
    String taken = text.toString();
    text.setLength(0);
    return taken;
  }
}
