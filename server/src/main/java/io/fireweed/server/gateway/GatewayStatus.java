package io.fireweed.server.gateway;

import io.fireweed.server.http.HttpAnswer;
import io.fireweed.server.http.JsonText;
import io.grpc.Status;

/// What the end of a call looks like to an HTTP client.
///
/// | gRPC | HTTP |
/// |---|---|
/// | InvalidArgument, FailedPrecondition, OutOfRange | 400 |
/// | Unauthenticated, PermissionDenied, NotFound | 401, 403, 404 |
/// | AlreadyExists, Aborted | 409 |
/// | ResourceExhausted | 429 |
/// | Cancelled | 499 |
/// | Unknown, Internal, DataLoss | 500 |
/// | Unimplemented, Unavailable, DeadlineExceeded | 501, 503, 504 |
final class GatewayStatus {
  private GatewayStatus() {}

  static int httpCode(Status status) {
    return switch (status.getCode()) {
      case OK -> 200;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
    };
  }

  /// {@return the error as JSON}
  static String json(Status status) {
    String message = status.getDescription() == null ? "" : status.getDescription();
    return "{\"code\":"
        + status.getCode().value()
        + ",\"message\":"
        + JsonText.quote(message)
        + "}";
  }

  /// {@return the whole answer of a call that failed}
  static HttpAnswer answer(Status status) {
    return HttpAnswer.of(httpCode(status), HttpAnswer.JSON, json(status));
  }

  static Status badRequest(String why) {
    return Status.INVALID_ARGUMENT.withDescription(why);
  }
}
