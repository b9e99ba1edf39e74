package io.fireweed.format.schema;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// What a member says of itself when it starts: its name and the URLs clients may use.
///
/// JSON, fields in this order, empty ones left out: `name`, `clientURLs`. Up to 3.5 the log carries
/// this text in a v2 request for `/0/members/ID/attributes`.
///
/// Worked bytes: `{"name":"s1","clientURLs":["http://127.0.0.1:23790"]}`.
///
/// Source: etcd 3.4.23 and 3.5.30, membership.
public record MemberAttributes(String name, List<String> clientUrls) {
  /// A member that has not spoken yet.
  public static final MemberAttributes NONE = new MemberAttributes("", List.of());

  public MemberAttributes {
    clientUrls = List.copyOf(clientUrls);
  }

  public Bytes encode() {
    StringBuilder out = new StringBuilder("{");
    writeFields(out);
    return Bytes.ofUtf8(out.append('}').toString());
  }

  /// Appends the fields with a comma before each but the first of the object.
  void writeFields(StringBuilder out) {
    if (!name.isEmpty()) {
      comma(out).append("\"name\":");
      GoJson.quote(out, name);
    }
    if (!clientUrls.isEmpty()) {
      comma(out).append("\"clientURLs\":");
      GoJson.quoteAll(out, clientUrls);
    }
  }

  public static MemberAttributes decode(MemorySegment json, Origin where) {
    List<String> name = new ArrayList<>();
    List<String> clientUrls = new ArrayList<>();
    GoJson.readObject(
        json,
        where,
        (field, value) ->
            switch (field) {
              case "name" -> name.add(GoJson.text(value));
              case "clientURLs" -> {
                clientUrls.addAll(GoJson.texts(value));
                yield true;
              }
              default -> false;
            });
    return new MemberAttributes(name.isEmpty() ? "" : name.getFirst(), clientUrls);
  }

  private static StringBuilder comma(StringBuilder out) {
    return out.charAt(out.length() - 1) == '{' ? out : out.append(',');
  }
}
