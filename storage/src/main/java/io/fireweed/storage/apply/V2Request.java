package io.fireweed.storage.apply;

import io.fireweed.format.schema.MemberAttributes;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;

/// Reads a request of the v2 API, of which two reach the db: a member's attributes and the cluster
/// version.
///
/// | field | type | name | meaning |
/// |---|---|---|---|
/// | 2 | string | method | `PUT`, `POST`, `DELETE`, `QGET`, `SYNC` |
/// | 3 | string | path | `/0/members/ID/attributes`, `/0/version`, or a user's key |
/// | 4 | string | value | JSON of [MemberAttributes], or a version |
///
/// Source: etcd 3.4.23 and 3.5.30, etcdserverpb.
final class V2Request {
  private static final Set<Bytes> METHODS =
      Set.of(
          Bytes.ofUtf8("PUT"),
          Bytes.ofUtf8("POST"),
          Bytes.ofUtf8("DELETE"),
          Bytes.ofUtf8("QGET"),
          Bytes.ofUtf8("GET"),
          Bytes.ofUtf8("SYNC"));
  private static final int LONGEST_METHOD_BYTES = 6;
  private static final Bytes PUT = Bytes.ofUtf8("PUT");
  private static final String VERSION_PATH = "/0/version";
  private static final String MEMBERS_PATH = "/0/members/";
  private static final String ATTRIBUTES = "/attributes";

  private V2Request() {}

  /// {@return whether the content of field 2 makes the whole message a v2 request}
  static boolean isMethod(MemorySegment content) {
    return content.byteSize() <= LONGEST_METHOD_BYTES && METHODS.contains(Bytes.of(content));
  }

  static Command decode(ProtoReader reader) {
    Bytes method = Bytes.EMPTY;
    Bytes path = Bytes.EMPTY;
    Bytes value = Bytes.EMPTY;
    while (reader.next()) {
      switch (reader.field()) {
        case 2 -> method = reader.bytes();
        case 3 -> path = reader.bytes();
        case 4 -> value = reader.bytes();
        default -> reader.skip();
      }
    }
    if (!METHODS.contains(method)) {
      throw reader.corrupt("v2 method", METHODS.toString(), method.toString());
    }
    return method.equals(PUT) ? put(path.toUtf8(), value, reader) : new Command.NoEffect();
  }

  private static Command put(String path, Bytes value, ProtoReader reader) {
    if (path.equals(VERSION_PATH)) {
      return new Command.SetClusterVersion(value);
    }
    if (path.startsWith(MEMBERS_PATH) && path.endsWith(ATTRIBUTES)) {
      int end = Math.max(MEMBERS_PATH.length(), path.length() - ATTRIBUTES.length());
      Optional<MemberId> id = MemberId.findHex(path.substring(MEMBERS_PATH.length(), end));
      if (id.isEmpty()) {
        throw reader.corrupt("v2 path", "a member id in hex", path);
      }
      Origin where = new Origin(reader.origin().name() + ": attributes", 0);
      return new Command.SetAttributes(id.get(), MemberAttributes.decode(value.segment(), where));
    }
    return new Command.NoEffect();
  }
}
