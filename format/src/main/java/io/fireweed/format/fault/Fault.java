package io.fireweed.format.fault;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A promise that the outside world broke, told so that a person can act on it.
public abstract sealed class Fault extends RuntimeException
    permits CorruptException,
        UnsupportedException,
        RefusedException,
        ConflictException,
        NotFoundException,
        UnavailableException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String hint;

  Fault(String message) {
    super(message);
    this.hint = null;
  }

  Fault(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  Fault(String message, Throwable cause) {
    super(message, cause);
    this.hint = null;
  }

  /// {@return the next command or step for the operator, if one is known}
  public final Optional<String> hint() {
    return Optional.ofNullable(hint);
  }
}
