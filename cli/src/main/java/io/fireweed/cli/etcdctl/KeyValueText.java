package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.print.Fields;
import java.io.PrintStream;
import java.util.HexFormat;

/// Keys and values in the simple format: the bytes themselves, or `\x` before each byte in hex.
enum KeyValueText {
  RAW,
  HEX;

  /// Prints a line for the key and one for the value.
  void pair(KeyValue row, PrintStream out) {
    line(row.getKey(), out);
    line(row.getValue(), out);
  }

  void line(ByteString bytes, PrintStream out) {
    byte[] content = bytes.toByteArray();
    switch (this) {
      case RAW -> out.write(content, 0, content.length);
      case HEX -> {
        String hex = HexFormat.ofDelimiter("\\x").formatHex(content);
        out.print(content.length == 0 ? "" : "\\x" + hex);
      }
    }
    out.println();
  }

  /// Prints one row in the fields format.
  static void fields(String prefix, KeyValue row, Fields fields) {
    fields
        .field(prefix + "Key", GoQuote.quote(row.getKey().toByteArray()))
        .field(prefix + "CreateRevision", row.getCreateRevision())
        .field(prefix + "ModRevision", row.getModRevision())
        .field(prefix + "Version", row.getVersion())
        .field(prefix + "Value", GoQuote.quote(row.getValue().toByteArray()))
        .field(prefix + "Lease", row.getLease());
  }

  /// Prints who answered, in the fields format. {@return the rest to be printed to}
  static Fields header(ResponseHeader header, Fields fields) {
    return fields
        .unsigned("ClusterID", header.getClusterId())
        .unsigned("MemberID", header.getMemberId())
        .field("Revision", header.getRevision())
        .unsigned("RaftTerm", header.getRaftTerm());
  }
}
