package io.fireweed.bench.http2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The head of every request on a connection, compressed as a client library does: the first names
/// the fields and puts them into the server's table, the others are one byte for each field.
///
/// | bits | means |
/// |---|---|
/// | `1` + 7 | the field at this index |
/// | `01` + 6, string | the name at this index, this value; goes into the table |
/// | `0000` + 4, string | the same, and the table stays as it is |
/// | `001` + 5 | the table's size from now on |
///
/// The index 0 stands for a name that follows as a string; 1 to 61 are fixed fields, 62 the one put
/// last. A string is its length in `0` + 7 bits and its bytes. A number that does not fit has all
/// bits set, then the rest by seven bits, the lowest first. An entry takes 32 bytes and its text.
///
/// Worked: `83` is `:method: POST`, `86` is `:scheme: http`.
///
/// Source: RFC 7541, sections 4.1, 5, 6 and appendix A.
final class RequestHeaders {
  static final int TABLE_BYTES = 4_096;

  private static final int METHOD_POST = 0x83;
  private static final int SCHEME_HTTP = 0x86;
  private static final int INDEXED = 0x80;
  private static final int INSERT = 0x40;
  private static final int RESIZE = 0x20;
  private static final int LITERAL = 0x00;
  private static final int FIXED_FIELDS = 61;
  private static final int ENTRY_BYTES = 32;

  /// A field of which no fixed one has the value.
  ///
  /// @param index of the name among the fixed fields, or 0
  private record Field(int index, String name, String value) {
    int tableBytes() {
      return ENTRY_BYTES + name.length() + value.length();
    }
  }

  private final byte[] first;
  private final byte[] others;
  private boolean begun;

  private RequestHeaders(byte[] first, byte[] others) {
    this.first = first;
    this.others = others;
  }

  /// Heads of calls of one method.
  ///
  /// @param path such as `/etcdserverpb.KV/Put`
  /// @param tableBytes that the server keeps for the table
  static RequestHeaders of(String authority, String path, int tableBytes) {
    List<Field> fields =
        List.of(
            new Field(1, ":authority", authority),
            new Field(4, ":path", path),
            new Field(31, "content-type", "application/grpc"),
            new Field(0, "te", "trailers"),
            new Field(58, "user-agent", "fireweed-bench"),
            new Field(0, "grpc-accept-encoding", "gzip"));
    int size = Math.min(tableBytes, TABLE_BYTES);
    boolean fits = fields.stream().mapToInt(Field::tableBytes).sum() <= size;
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    if (size < TABLE_BYTES) {
      number(first, RESIZE, 5, size);
    }
    byte[] literals = literals(fields, fits ? INSERT : LITERAL);
    first.writeBytes(literals);
    return new RequestHeaders(first.toByteArray(), fits ? indices(fields.size()) : literals);
  }

  private static byte[] literals(List<Field> fields, int kind) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(METHOD_POST);
    out.write(SCHEME_HTTP);
    for (Field field : fields) {
      number(out, kind, kind == INSERT ? 6 : 4, field.index());
      if (field.index() == 0) {
        string(out, field.name());
      }
      string(out, field.value());
    }
    return out.toByteArray();
  }

  private static byte[] indices(int fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(METHOD_POST);
    out.write(SCHEME_HTTP);
    for (int i = 0; i < fields; i++) {
      out.write(INDEXED | FIXED_FIELDS + fields - i);
    }
    return out.toByteArray();
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    number(out, 0, 7, bytes.length);
    out.writeBytes(bytes);
  }

  private static void number(ByteArrayOutputStream out, int kind, int bits, int value) {
    int full = (1 << bits) - 1;
    if (value < full) {
      out.write(kind | value);
      return;
    }
    out.write(kind | full);
    int rest = value - full;
    while (rest >= 0x80) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  /// {@return the next request's head; not to be changed, and to be sent}
  byte[] next() {
    if (begun) {
      return others;
    }
    begun = true;
    return first;
  }
}
