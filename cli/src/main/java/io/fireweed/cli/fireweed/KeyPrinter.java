package io.fireweed.cli.fireweed;

import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.Printable;
import io.fireweed.format.schema.KeyValue;

/// How a row of the history looks, the same in every verb.
final class KeyPrinter {
  /// Bytes of a value shown in a list; JSON always has all of it.
  static final int SHOWN_VALUE_BYTES = 60;

  private KeyPrinter() {}

  /// Adds the members of a row to an open object, the value too.
  static void describe(Json json, KeyValue row) {
    Printable.json(json, "key", row.key());
    describeState(json, row);
  }

  /// Adds the members of a row to an open object, without the key.
  static void describeState(Json json, KeyValue row) {
    json.name("create_revision").value(row.createRevision());
    json.name("mod_revision").value(row.modRevision());
    json.name("version").value(row.version());
    json.name("lease").value(lease(row.lease()));
    json.name("value_bytes").value(row.value().length());
    Printable.json(json, "value", row.value());
  }

  /// {@return the lease id in hexadecimal as etcdctl prints it, `0` for none}
  static String lease(long id) {
    return Long.toHexString(id);
  }

  static String shortValue(KeyValue row) {
    return Printable.text(row.value(), SHOWN_VALUE_BYTES);
  }
}
