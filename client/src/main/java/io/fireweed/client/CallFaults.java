package io.fireweed.client;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.fault.ConflictException;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.fault.UnavailableException;
import io.fireweed.format.fault.UnsupportedException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.Set;

/// What a failed call becomes.
///
/// | code | fault |
/// |---|---|
/// | UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, INTERNAL, other UNKNOWN | Unavailable |
/// | NOT_FOUND, and OUT_OF_RANGE for compacted or future revisions | NotFound |
/// | FAILED_PRECONDITION, ALREADY_EXISTS | Conflict |
/// | UNIMPLEMENTED | Unsupported |
/// | DATA_LOSS | Corrupt |
/// | the rest, where the member understood and said no | Refused |
final class CallFaults {
  private static final Set<EtcdError> LOGIN_WANTED =
      EnumSet.of(EtcdError.INVALID_AUTH_TOKEN, EtcdError.AUTH_OLD_REVISION, EtcdError.USER_EMPTY);
  private static final Set<EtcdError> UNKNOWN_BUT_REFUSED =
      EnumSet.of(
          EtcdError.MAINTENANCE_PERMISSION_DENIED,
          EtcdError.NO_PASSWORD_USER,
          EtcdError.MEMBER_NOT_ENOUGH_STARTED);

  private CallFaults() {}

  /// {@return the fault for a failed call, naming what was asked of whom}
  static Fault of(String call, Endpoint endpoint, StatusRuntimeException failure) {
    Status status = failure.getStatus();
    String message = call + " at " + endpoint + ": " + reason(status);
    return switch (status.getCode()) {
      case NOT_FOUND, OUT_OF_RANGE -> new NotFoundException(message, failure);
      case FAILED_PRECONDITION, ALREADY_EXISTS -> new ConflictException(message, failure);
      case UNIMPLEMENTED -> new UnsupportedException(message, failure);
      case DATA_LOSS -> new CorruptException(message, failure);
      case INVALID_ARGUMENT, PERMISSION_DENIED, UNAUTHENTICATED, RESOURCE_EXHAUSTED ->
          new RefusedException(message, failure);
      case UNKNOWN -> ofUnknown(message, failure);
      case OK, CANCELLED, DEADLINE_EXCEEDED, ABORTED, INTERNAL, UNAVAILABLE ->
          new UnavailableException(message, failure);
    };
  }

  /// {@return whether another member may answer what this one did not}
  static boolean mayAskAnother(StatusRuntimeException failure) {
    Status.Code code = failure.getStatus().getCode();
    return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
  }

  /// {@return whether the request certainly reached nobody, so that even a write may be repeated}
  static boolean wasNotTaken(StatusRuntimeException failure) {
    if (failure.getStatus().getCode() != Status.Code.UNAVAILABLE) {
      return false;
    }
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof NoRouteToHostException
          || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  /// {@return whether the member wants a new token}
  static boolean wantsLogin(StatusRuntimeException failure) {
    return EtcdError.find(failure.getStatus()).filter(LOGIN_WANTED::contains).isPresent();
  }

  private static Fault ofUnknown(String message, StatusRuntimeException failure) {
    if (EtcdError.find(failure.getStatus()).filter(UNKNOWN_BUT_REFUSED::contains).isPresent()) {
      return new RefusedException(message, failure);
    }
    return new UnavailableException(message, failure);
  }

  /// The member's own words, or the network's.
  private static String reason(Status status) {
    String description = status.getDescription();
    Throwable cause = status.getCause();
    if (cause != null && cause.getMessage() != null) {
      return (description == null ? "" : description + ": ") + cause.getMessage();
    }
    return description == null ? status.getCode().name() : description;
  }
}
