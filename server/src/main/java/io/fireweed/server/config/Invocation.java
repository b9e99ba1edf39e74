package io.fireweed.server.config;

import java.util.List;

/// What one call of the program asks for.
public sealed interface Invocation {
  /// A member is to run.
  ///
  /// @param remarks for the log, in order
  record Run(MemberConfig config, List<Remark> remarks) implements Invocation {
    public Run {
      remarks = List.copyOf(remarks);
    }
  }

  /// The version is to be printed.
  record ShowVersion() implements Invocation {}

  /// The flags are to be listed.
  record ShowHelp() implements Invocation {}

  /// A flag is unknown or its value not readable: the usage follows, exit code 2.
  record BadUsage(String message) implements Invocation {}

  /// The settings cannot be: exit code 1.
  ///
  /// @param remarks for the log, before the message
  record Refused(String message, List<Remark> remarks) implements Invocation {
    public Refused {
      remarks = List.copyOf(remarks);
    }
  }

  /// There is no such level of a log, so there is no log to tell it in: exit code 2.
  record NoLog(String message) implements Invocation {}

  /// A line for the log, which is not open while settings are read.
  ///
  /// @param key of the one field, empty if there is none
  record Remark(LogSettings.Level level, String message, String key, String value) {}
}
