package io.fireweed.it.served;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/// An error as it arrived.
///
/// @param code of gRPC
/// @param text that came with it
public record Refusal(Status.Code code, String text) {
  static Refusal of(Status status) {
    String description = status.getDescription();
    return new Refusal(status.getCode(), description == null ? "" : description);
  }

  public static Refusal of(StatusRuntimeException failure) {
    return of(failure.getStatus());
  }

  @Override
  public String toString() {
    return code + " " + text;
  }
}
