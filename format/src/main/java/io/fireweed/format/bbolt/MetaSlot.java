package io.fireweed.format.bbolt;

/// What stands in meta page 0 or 1: a meta, or the reason why it is none.
///
/// One invalid meta is normal after a crash in the middle of a commit; the other one then holds the
/// last complete state. Two invalid metas mean that the file is no bbolt db, or no longer.
public sealed interface MetaSlot {
  /// {@return 0 or 1}
  Pgid page();

  /// A meta with right magic, version and checksum.
  record Valid(Pgid page, Meta meta) implements MetaSlot {}

  /// Not a meta.
  ///
  /// @param offset file offset of the field that is wrong
  /// @param field its name
  record Invalid(Pgid page, long offset, String field, long expected, long found)
      implements MetaSlot {
    /// {@return the reason in one line}
    public String message() {
      return "meta page %s: %s at offset %d: expected 0x%x, found 0x%x"
          .formatted(page, field, offset, expected, found);
    }
  }
}
