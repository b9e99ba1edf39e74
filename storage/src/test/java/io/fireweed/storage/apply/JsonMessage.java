package io.fireweed.storage.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads what etcd's JSON gateway answers into generated messages: objects, lists, strings, `true`,
/// `false` and plain numbers are all it writes.
final class JsonMessage {
  private final String text;
  private int at;

  private JsonMessage(String text) {
    this.text = text;
  }

  /// {@return the object as maps, lists and strings}
  static Map<?, ?> read(String text) {
    return (Map<?, ?>) new JsonMessage(text).value();
  }

  /// Adds the fields of an object to a message.
  static void merge(Map<?, ?> object, Message.Builder message) {
    object.forEach(
        (name, value) -> {
          FieldDescriptor field =
              message.getDescriptorForType().findFieldByName(String.valueOf(name));
          if (field == null) {
            throw new IllegalStateException("no field " + name + " in " + message.getClass());
          }
          if (value instanceof List<?> list) {
            list.forEach(item -> message.addRepeatedField(field, convert(field, item, message)));
          } else {
            message.setField(field, convert(field, value, message));
          }
        });
  }

  private static Object convert(FieldDescriptor field, Object value, Message.Builder message) {
    return switch (field.getJavaType()) {
      case MESSAGE -> {
        Message.Builder inner = message.newBuilderForField(field);
        merge((Map<?, ?>) value, inner);
        yield inner.build();
      }
      case BYTE_STRING -> ByteString.copyFrom(Base64.getDecoder().decode(value.toString()));
      case LONG ->
          value.toString().startsWith("-")
              ? Long.parseLong(value.toString())
              : Long.parseUnsignedLong(value.toString());
      case BOOLEAN -> Boolean.valueOf(value.toString());
      case STRING -> value;
      case INT, FLOAT, DOUBLE, ENUM -> throw new IllegalStateException("field " + field);
    };
  }

  private Object value() {
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      default -> word();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    at++;
    while (text.charAt(at) != '}') {
      String name = string();
      at++;
      object.put(name, value());
      skipComma();
    }
    at++;
    return object;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    at++;
    while (text.charAt(at) != ']') {
      list.add(value());
      skipComma();
    }
    at++;
    return list;
  }

  private void skipComma() {
    while (text.charAt(at) == ',' || text.charAt(at) == ' ') {
      at++;
    }
  }

  private String string() {
    int end = text.indexOf('"', at + 1);
    String content = text.substring(at + 1, end);
    at = end + 1;
    return content;
  }

  private String word() {
    int start = at;
    while (",}]".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }
}
