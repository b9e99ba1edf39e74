package io.fireweed.raft.script;

import io.fireweed.raft.trace.Level;
import io.fireweed.raft.trace.Trace;
import java.util.Locale;
import java.util.Optional;

/// What a script's commands write, and the members' traces among it.
final class ScriptOutput implements Trace {
  private final StringBuilder text = new StringBuilder();
  private Optional<Level> lowest = Optional.of(Level.DEBUG);
  private String indent = "";

  /// @param name `debug`, `info`, `warn`, `error`, or `none` for no output at all
  void level(String name) {
    lowest =
        name.equals("none")
            ? Optional.empty()
            : Optional.of(Level.valueOf(name.toUpperCase(Locale.ROOT)));
  }

  String level() {
    return lowest.map(level -> level.name().toLowerCase(Locale.ROOT)).orElse("none");
  }

  boolean isQuiet() {
    return lowest.isEmpty();
  }

  @Override
  public boolean hears(Level level) {
    return lowest.isPresent() && level.compareTo(lowest.get()) >= 0;
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
