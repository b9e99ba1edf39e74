package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;

/// Id of a cluster: 64 unsigned bits, printed in lower-case hex without leading zeros.
///
/// The id is the first eight bytes, big endian, of SHA-1 over the ids of the first members,
/// ascending and unsigned, eight bytes each, big endian. It never changes later.
///
/// Worked example: b71f75320dc06a6c, 11bff47b8baf3ee9 and 2daa54f17ef01167 make `c14c235c147937a`.
///
/// Source: etcd 3.4.23 to 3.7.1, membership.
public record ClusterId(long value) {
  /// {@return the id of the cluster that starts with these members}
  public static ClusterId of(Collection<MemberId> members) {
    ByteBuffer ids = ByteBuffer.allocate(Math.multiplyExact(members.size(), Long.BYTES));
    members.stream().sorted().forEach(member -> ids.putLong(member.value()));
    return new ClusterId(firstLongOfSha1(Bytes.of(ids.array())));
  }

  @Override
  public String toString() {
    return Long.toHexString(value);
  }

  static long firstLongOfSha1(Bytes message) {
    try {
      return Bytes.of(MessageDigest.getInstance("SHA-1").digest(message.toArray())).longAt(0);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-1", absent);
    }
  }
}
