package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.cli.print.Json;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A message as etcd's tools print it in JSON: members named and ordered as in the protocol, those
/// with the value 0 left out, bytes in base64, enumerations as numbers.
final class MessageJson {
  private static final Set<String> ID_NAMES = Set.of("ID", "cluster_id", "member_id");

  /// How ids of clusters and members look.
  private enum Ids {
    NUMBERS,
    HEX
  }

  private MessageJson() {}

  static Json of(Message message) {
    Json json = new Json();
    value(json, message);
    return json;
  }

  /// {@return the same with ids as texts of hex digits}
  static Json withHexIds(Message message) {
    Json json = new Json().beginObject();
    members(json, message, Ids.HEX);
    return json.end();
  }

  /// {@return an object begun with the members of the header, for answers that are flattened}
  static Json flattened(ResponseHeader header) {
    Json json = new Json().beginObject();
    members(json, header, Ids.NUMBERS);
    return json;
  }

  /// Adds a message as the next value.
  static void value(Json json, Message message) {
    json.beginObject();
    members(json, message, Ids.NUMBERS);
    json.end();
  }

  private static void members(Json json, Message message, Ids ids) {
    for (Map.Entry<FieldDescriptor, Object> member : message.getAllFields().entrySet()) {
      FieldDescriptor field = member.getKey();
      boolean choice = field.getContainingOneof() != null;
      if (choice) {
        json.name(goName(field.getContainingOneof().getName())).beginObject();
      }
      json.name(field.getName());
      if (field.isRepeated()) {
        json.beginArray();
        ((List<?>) member.getValue()).forEach(item -> single(json, field, item, ids));
        json.end();
      } else {
        single(json, field, member.getValue(), ids);
      }
      if (choice) {
        json.end();
      }
    }
  }

  private static void single(Json json, FieldDescriptor field, Object item, Ids ids) {
    boolean unsigned =
        field.getType() == FieldDescriptor.Type.UINT64
            || field.getType() == FieldDescriptor.Type.FIXED64;
    switch (item) {
      case Message message -> {
        json.beginObject();
        members(json, message, ids);
        json.end();
      }
      case ByteString bytes -> json.value(Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case EnumValueDescriptor constant -> json.value(constant.getNumber());
      case Boolean on -> json.value((boolean) on);
      case Long number when ids == Ids.HEX && ID_NAMES.contains(field.getName()) ->
          json.value(Long.toHexString(number));
      case Long number when unsigned -> json.unsigned(number);
      case Long number -> json.value((long) number);
      case Integer number when field.getType() == FieldDescriptor.Type.UINT32 ->
          json.value(Integer.toUnsignedLong(number));
      case Integer number -> json.value((long) number);
      default -> json.value(item.toString());
    }
  }

  /// Go's struct holds a choice in a member of its own, whose name begins with a capital.
  private static String goName(String choice) {
    StringBuilder name = new StringBuilder();
    for (String part : choice.split("_", -1)) {
      name.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
    }
    return name.toString();
  }
}
