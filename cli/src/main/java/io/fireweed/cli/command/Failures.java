package io.fireweed.cli.command;

import io.fireweed.format.fault.ConflictException;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.fault.UnavailableException;
import io.fireweed.format.fault.UnsupportedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/// Tells a person what went wrong, never with a stack trace, and picks the exit code.
public final class Failures {
  /// Set to see the stack trace of a failure, for a report about a defect.
  public static final String TRACE_VARIABLE = "FIREWEED_TRACE";

  private Failures() {}

  /// Prints `Error:` and, if known, `hint:` on standard error. {@return the exit code}
  public static ExitCode tell(Throwable failure, Dialect dialect, Terminal terminal) {
    terminal.out().flush();
    terminal.err().println("Error: " + message(failure));
    hint(failure).ifPresent(hint -> terminal.err().println("hint: " + hint));
    if (terminal.environment().containsKey(TRACE_VARIABLE)) {
      failure.printStackTrace(terminal.err());
    }
    return exitCode(failure, dialect);
  }

  /// {@return what went wrong, in one line}
  public static String message(Throwable failure) {
    return switch (failure) {
      case UncheckedIOException e -> message(cause(e));
      case FileSystemException e -> fileMessage(e);
      case OutOfMemoryError _ ->
          "not enough memory (the limit is "
              + Runtime.getRuntime().maxMemory() / (1 << 20)
              + " MiB)";
      case InternalError _ ->
          "a file that is being read expected to stay as it is, found that it was shortened or its"
              + " device failed";
      case Fault e -> text(e);
      case CommandFailure e -> text(e);
      case IOException e -> text(e);
      default -> "defect in this program: " + failure;
    };
  }

  private static String fileMessage(FileSystemException e) {
    String file = e.getFile() == null ? "" : e.getFile();
    String reason =
        switch (e) {
          case NoSuchFileException _ -> "no such file or directory";
          case AccessDeniedException _ -> "permission denied";
          case FileAlreadyExistsException _ -> "file exists";
          case NotDirectoryException _ -> "not a directory";
          case DirectoryNotEmptyException _ -> "directory not empty";
          case FileSystemLoopException _ -> "too many levels of symbolic links";
          default -> e.getReason() == null ? "failed" : lowerFirst(e.getReason());
        };
    return "open " + file + ": " + reason;
  }

  private static Optional<String> hint(Throwable failure) {
    return switch (failure) {
      case Fault fault -> fault.hint();
      case CommandFailure _, IOException _, UncheckedIOException _ -> Optional.empty();
      case OutOfMemoryError _ -> Optional.of("raise the limit with JAVA_OPTS=-Xmx1g");
      case InternalError _ -> Optional.of("work on a copy that no program changes");
      default -> Optional.of("run again with " + TRACE_VARIABLE + "=1 and report what is printed");
    };
  }

  static ExitCode exitCode(Throwable failure, Dialect dialect) {
    return switch (failure) {
      case CommandFailure e -> e.exitCode();
      case Fault e -> faultCode(e, dialect);
      case InternalError _ -> ExitCode.DAMAGED;
      case NoSuchFileException _ -> dialect == Dialect.ETCD ? ExitCode.FAILED : ExitCode.NOT_FOUND;
      case UncheckedIOException e -> exitCode(cause(e), dialect);
      default -> ExitCode.FAILED;
    };
  }

  private static ExitCode faultCode(Fault fault, Dialect dialect) {
    boolean etcd = dialect == Dialect.ETCD;
    return switch (fault) {
      case CorruptException _, UnsupportedException _ -> ExitCode.DAMAGED;
      case RefusedException _ -> etcd ? ExitCode.FAILED : ExitCode.REFUSED;
      case NotFoundException _ -> etcd ? ExitCode.FAILED : ExitCode.NOT_FOUND;
      case UnavailableException _ -> etcd ? ExitCode.FAILED : ExitCode.UNAVAILABLE;
      case ConflictException _ -> ExitCode.FAILED;
    };
  }

  private static IOException cause(UncheckedIOException e) {
    IOException cause = e.getCause();
    return cause == null ? new IOException("input or output failed", e) : cause;
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static String lowerFirst(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + text.substring(1);
  }
}
