package io.fireweed.format.wire;

/// Where bytes come from, for error messages: a name and the offset of their first byte in it.
///
/// @param name what a person calls it, for instance a file name and a record
/// @param offset offset in bytes of the first byte within the file, `>= 0`
public record Origin(String name, long offset) {
  /// {@return a place `delta` bytes further on}
  public Origin plus(long delta) {
    return new Origin(name, offset + delta);
  }

  /// {@return `name: offset N`, the form in which messages name a place}
  public String at(long delta) {
    return name + ": offset " + (offset + delta);
  }

  @Override
  public String toString() {
    return at(0);
  }
}
