package io.fireweed.server.state;

/// A read asks for more at once than a member can hold.
public final class NoRoomException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoRoomException(String what) {
    this(what, "read it in pages, by limit and the key behind the last one, or by RangeStream");
  }

  private NoRoomException(String what, String hint) {
    super("etcdserver: " + what + "; " + hint, null, false, false);
  }

  /// {@return what the client of a write is told that was carried out}
  public static NoRoomException afterwards() {
    return new NoRoomException(
        "the request was applied, but its answer is longer than may be sent at once",
        "do not repeat it; ask for fewer rows, or without the previous ones");
  }
}
