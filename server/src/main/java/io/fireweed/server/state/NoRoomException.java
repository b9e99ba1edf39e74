package io.fireweed.server.state;

/// A read asks for more at once than a member can hold.
public final class NoRoomException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoRoomException(String what) {
    super(
        "etcdserver: "
            + what
            + "; read it in pages, by limit and the key behind the last one,"
            + " or by RangeStream",
        null,
        false,
        false);
  }
}
