package io.fireweed.client;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.fault.Fault;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.Optional;

/// A failed call in the words of etcd's own client, for programs that stand in for it.
public final class CallWords {
  private static final String OUT_OF_TIME = "context deadline exceeded";

  private CallWords() {}

  /// {@return etcd's words for a failed call; the fault's own when it is about something else}
  public static String of(Fault fault) {
    return findStatus(fault).map(CallWords::words).orElseGet(() -> text(fault));
  }

  /// {@return whether the call failed with that error of etcd}
  public static boolean isAbout(Fault fault, EtcdError error) {
    return findStatus(fault).flatMap(EtcdError::find).filter(error::equals).isPresent();
  }

  /// {@return whether nobody could be reached, or nobody answered in time}
  public static boolean isOutOfReach(Fault fault) {
    return findStatus(fault).filter(s -> EtcdError.find(s).isEmpty()).stream()
        .map(Status::getCode)
        .anyMatch(code -> code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED);
  }

  /// {@return a failed call as Go prints the error of its transport}
  public static String rpcError(Fault fault) {
    return findStatus(fault)
        .map(
            status -> {
              boolean late = status.getCode() == Status.Code.UNAVAILABLE && isOutOfReach(fault);
              Status.Code code = late ? Status.Code.DEADLINE_EXCEEDED : status.getCode();
              String detail =
                  isOutOfReach(fault)
                      ? "latest balancer error: " + text(fault)
                      : String.valueOf(status.getDescription());
              return "rpc error: code = " + goName(code) + " desc = " + detail;
            })
        .orElseGet(() -> text(fault));
  }

  private static Optional<Status> findStatus(Fault fault) {
    return fault.getCause() instanceof StatusRuntimeException e
        ? Optional.of(e.getStatus())
        : Optional.empty();
  }

  private static String words(Status status) {
    Optional<EtcdError> known = EtcdError.find(status);
    if (known.isPresent()) {
      return known.get().text();
    }
    String description = status.getDescription() == null ? "" : status.getDescription();
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED, UNAVAILABLE -> OUT_OF_TIME;
      default -> "rpc error: code = " + goName(status.getCode()) + " desc = " + description;
    };
  }

  /// Go writes `PermissionDenied` where Java writes `PERMISSION_DENIED`, and one l in `Canceled`.
  private static String goName(Status.Code code) {
    if (code == Status.Code.CANCELLED) {
      return "Canceled";
    }
    StringBuilder name = new StringBuilder();
    for (String part : code.name().split("_", -1)) {
      name.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  private static String text(Fault fault) {
    String message = fault.getMessage();
    return message == null ? fault.getClass().getSimpleName() : message;
  }
}
