package io.fireweed.server.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.regex.Pattern;

/// Between JSON and encoded messages, in the manner of etcd's gateway.
///
/// In: field names in both styles, 64-bit numbers as numbers or texts, bytes in base64 of either
/// alphabet, enums by name or number; fields nobody knows are passed over. Out: field names as in
/// the protocol, 64-bit numbers as texts, enums by name, and nothing for what is zero or empty.
final class JsonMessages {
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b(?:[a-z][a-z0-9]*\\.)+[A-Z]\\w*(?:Exception|Error): ");

  private JsonMessages() {}

  static byte[] encode(String json, Descriptor type) throws BadJsonException {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    try {
      PARSER.merge(json, message);
      return message.build().toByteArray();
    } catch (InvalidProtocolBufferException | RuntimeException e) {
      throw new BadJsonException("proto: " + words(String.valueOf(e.getMessage())));
    }
  }

  static String decode(byte[] message, Descriptor type) throws InvalidProtocolBufferException {
    return PRINTER.print(DynamicMessage.parseFrom(type, message));
  }

  /// {@return the first line, without the names of the parser's classes}
  private static String words(String text) {
    int end = text.indexOf('\n');
    return CLASS_NAME.matcher(end < 0 ? text : text.substring(0, end)).replaceAll("");
  }
}
