package io.fireweed.raft.trace;

/// Receives the lines in which the core tells what it does; must not call the core.
public interface Trace {
  /// Hears nothing.
  Trace SILENT =
      new Trace() {
        @Override
        public boolean hears(Level level) {
          return false;
        }

        @Override
        public void line(Level level, String text) {}
      };

  /// {@return whether lines of this level are wanted; none is composed otherwise}
  boolean hears(Level level);

  void line(Level level, String text);

  /// Composes a line if it is wanted.
  ///
  /// @param format a format of [String#format]; ids are given as they are and shown by `%x`
  @SuppressWarnings("AnnotateFormatMethod") // Its annotation would be a dependency of its own.
  default void say(Level level, String format, Object... args) {
    if (hears(level)) {
      line(level, format.formatted(args));
    }
  }
}
