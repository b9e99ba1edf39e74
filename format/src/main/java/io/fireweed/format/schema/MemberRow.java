package io.fireweed.format.schema;

import com.fasterxml.jackson.core.JsonParser;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Row of the `members` bucket, and the context of a membership change in the log.
///
/// Key: the id in lower-case hex without leading zeros. Value: JSON, fields in this order.
///
/// | name | written | meaning |
/// |---|---|---|
/// | `id` | always | the id as a plain number, often above 2^63 |
/// | `peerURLs` | always | where peers reach it |
/// | `isLearner` | only if true | does not vote |
/// | `name` | only if not empty | from its attributes |
/// | `clientURLs` | only if not empty | from its attributes |
///
/// Worked bytes: key `b71f75320dc06a6c`, value
/// `{"id":13195394291058371180,"peerURLs":["http://127.0.0.1:2380"],"name":"m1"}`.
///
/// Source: etcd 3.4.23 to 3.7.1, membership; text escaped as Go's encoding/json does.
public record MemberRow(
    MemberId id, List<String> peerUrls, Role role, MemberAttributes attributes) {
  /// Whether the member counts for a quorum.
  public enum Role {
    VOTER,
    LEARNER
  }

  public MemberRow {
    peerUrls = List.copyOf(peerUrls);
  }

  /// {@return a voter that carries a name and no client URLs, as bootstrap and restore write it}
  public static MemberRow voter(MemberId id, List<String> peerUrls, String name) {
    return new MemberRow(id, peerUrls, Role.VOTER, new MemberAttributes(name, List.of()));
  }

  public String name() {
    return attributes.name();
  }

  public List<String> clientUrls() {
    return attributes.clientUrls();
  }

  public MemberRow withAttributes(MemberAttributes changed) {
    return new MemberRow(id, peerUrls, role, changed);
  }

  public MemberRow withPeerUrls(List<String> changed) {
    return new MemberRow(id, changed, role, attributes);
  }

  public MemberRow withRole(Role changed) {
    return new MemberRow(id, peerUrls, changed, attributes);
  }

  public Bytes key() {
    return id.key();
  }

  public Bytes value() {
    return Bytes.ofUtf8(json().append('}').toString());
  }

  /// {@return the object without its closing brace}
  StringBuilder json() {
    StringBuilder out = new StringBuilder(128);
    out.append("{\"id\":").append(Long.toUnsignedString(id.value())).append(",\"peerURLs\":");
    GoJson.quoteAll(out, peerUrls);
    if (role == Role.LEARNER) {
      out.append(",\"isLearner\":true");
    }
    attributes.writeFields(out);
    return out;
  }

  /// {@return the row; refuses an id that differs from the key}
  public static MemberRow decode(MemorySegment key, MemorySegment value, Origin where) {
    MemberRow row = decode(value, where);
    if (!row.key().equals(Bytes.of(key))) {
      throw Refusal.of(where, "member id", Refusal.shown(key) + " as in the key", "" + row.id());
    }
    return row;
  }

  /// {@return the member of a JSON text that stands alone, as in a membership change}
  public static MemberRow decode(MemorySegment json, Origin where) {
    Draft draft = new Draft();
    GoJson.readObject(json, where, draft);
    return draft.row(json, where);
  }

  /// Collects the fields of one object.
  static final class Draft implements GoJson.Fields {
    private long id;
    private boolean idSeen;
    private boolean promote;
    private List<String> peerUrls = List.of();
    private Role role = Role.VOTER;
    private String name = "";
    private List<String> clientUrls = List.of();

    @Override
    public boolean take(String field, JsonParser value) throws IOException {
      switch (field) {
        case "id" -> {
          id = GoJson.unsigned(value);
          idSeen = true;
        }
        case "peerURLs" -> peerUrls = GoJson.texts(value);
        case "isLearner" -> role = GoJson.bool(value) ? Role.LEARNER : Role.VOTER;
        case "name" -> name = GoJson.text(value);
        case "clientURLs" -> clientUrls = GoJson.texts(value);
        case "isPromote" -> promote = GoJson.bool(value);
        default -> {
          return false;
        }
      }
      return true;
    }

    MemberRow row(MemorySegment json, Origin where) {
      if (!idSeen) {
        throw Refusal.of(where, "member", "a field \"id\"", Refusal.shown(json));
      }
      return new MemberRow(
          new MemberId(id), peerUrls, role, new MemberAttributes(name, clientUrls));
    }

    boolean promote() {
      return promote;
    }
  }
}
