package io.fireweed.format.bbolt;

import java.lang.foreign.MemorySegment;

/// A key and its value as they lie in a leaf: the value follows the key without a gap.
///
/// The bytes belong to the mapped file or to the transaction that was given them; they stay where
/// they are until that transaction ends, so an element outlives its removal from a node.
///
/// @param data key, then value
/// @param keyLength bytes of the key
/// @param flags 0, or [LeafPage#BUCKET]: the value is a [BucketHeader]
record Element(MemorySegment data, int keyLength, int flags) {
  MemorySegment key() {
    return data.asSlice(0, keyLength);
  }

  MemorySegment value() {
    return data.asSlice(keyLength);
  }

  MemorySegment readOnlyValue() {
    return value().asReadOnly();
  }

  int valueLength() {
    return (int) (data.byteSize() - keyLength);
  }

  boolean isBucket() {
    return flags == LeafPage.BUCKET;
  }

  /// {@return bytes in a leaf page, the entry of the element table included}
  long pageBytes() {
    return TreePage.ELEMENT_SIZE + data.byteSize();
  }
}
