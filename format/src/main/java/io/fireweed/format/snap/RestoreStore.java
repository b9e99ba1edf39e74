package io.fireweed.format.snap;

import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/// The v2 store that `snapshot restore` puts into the `.snap` file of a new member, as JSON.
///
/// | key | value |
/// |---|---|
/// | `Root` | the tree `/0/members/<id hex>/raftAttributes` and an empty `/1` |
/// | `WatcherHub` | a ring of 1000 events, the first N filled, the rest null |
/// | `CurrentIndex` | N |
/// | `Stats` | `createSuccess` N, everything else 0 |
/// | `CurrentVersion` | 2 |
///
/// Members are created in ascending unsigned order of their ids, as 3.4 and 3.5 do, which makes
/// those files equal byte for byte; 3.6 and 3.7 follow a random order. A tree is printed with its
/// keys in ascending order of their text. Member ids are lower-case hex without padding.
///
/// Limit: [#CAPACITY] - 1 members, so that the ring does not wrap.
///
/// Source: `.snap` files restored by etcd 3.4.23, 3.5.30, 3.6.14 and 3.7.1.
public final class RestoreStore {
  /// Slots of the event ring.
  public static final int CAPACITY = 1000;

  private static final String NEVER = "\"ExpireTime\":\"0001-01-01T00:00:00Z\"";

  private RestoreStore() {}

  /// One member of the restored cluster.
  ///
  /// @param peerUrls in the order in which they are to be stored
  public record Member(long id, List<String> peerUrls) {
    public Member {
      peerUrls = List.copyOf(peerUrls);
    }
  }

  private record Placed(String path, String attributes, int index) {}

  /// {@return the JSON of the store}
  public static Bytes json(List<Member> members) {
    if (members.isEmpty() || members.size() >= CAPACITY) {
      throw new IllegalArgumentException(
          "members expected 1 to " + (CAPACITY - 1) + ", found " + members.size());
    }
    List<Placed> placed = new ArrayList<>();
    for (Member member :
        members.stream().sorted((a, b) -> Long.compareUnsigned(a.id(), b.id())).toList()) {
      placed.add(
          new Placed(
              "/0/members/" + Long.toHexString(member.id()),
              attributes(member),
              placed.size() + 1));
    }
    StringBuilder json = new StringBuilder(8 << 10);
    json.append("{\"Root\":");
    root(json, placed);
    json.append(",\"WatcherHub\":");
    watcherHub(json, placed);
    json.append(",\"CurrentIndex\":").append(placed.size()).append(",\"Stats\":");
    stats(json, placed.size());
    return Bytes.ofUtf8(json.append(",\"CurrentVersion\":2}").toString());
  }

  private static String attributes(Member member) {
    StringBuilder json = new StringBuilder("{\"peerURLs\":[");
    for (int i = 0; i < member.peerUrls().size(); i++) {
      json.append(i == 0 ? "" : ",").append(quoted(member.peerUrls().get(i)));
    }
    return json.append("]}").toString();
  }

  private static void root(StringBuilder json, List<Placed> placed) {
    openDirectory(json, "/", 0).append("\"0\":");
    openDirectory(json, "/0", 0).append("\"members\":");
    openDirectory(json, "/0/members", 1);
    List<Placed> byText = placed.stream().sorted((a, b) -> a.path().compareTo(b.path())).toList();
    String separator = "";
    for (Placed member : byText) {
      String id = member.path().substring(member.path().lastIndexOf('/') + 1);
      json.append(separator).append(quoted(id)).append(':');
      separator = ",";
      openDirectory(json, member.path(), member.index()).append("\"raftAttributes\":");
      head(json, member.path() + "/raftAttributes", member.index(), member.attributes())
          .append(",\"Children\":null}")
          .append("}}");
    }
    json.append("}}}},\"1\":");
    openDirectory(json, "/1", 0).append("}}}}");
  }

  private static StringBuilder openDirectory(StringBuilder json, String path, int index) {
    return head(json, path, index, "").append(",\"Children\":{");
  }

  private static StringBuilder head(StringBuilder json, String path, int index, String value) {
    return json.append("{\"Path\":")
        .append(quoted(path))
        .append(",\"CreatedIndex\":")
        .append(index)
        .append(",\"ModifiedIndex\":")
        .append(index)
        .append(',')
        .append(NEVER)
        .append(",\"Value\":")
        .append(quoted(value));
  }

  private static void watcherHub(StringBuilder json, List<Placed> placed) {
    json.append("{\"EventHistory\":{\"Queue\":{\"Events\":[");
    for (Placed member : placed) {
      json.append("{\"action\":\"create\",\"node\":{\"key\":")
          .append(quoted(member.path() + "/raftAttributes"))
          .append(",\"value\":")
          .append(quoted(member.attributes()))
          .append(",\"modifiedIndex\":")
          .append(member.index())
          .append(",\"createdIndex\":")
          .append(member.index())
          .append("}},");
    }
    json.append("null,".repeat(CAPACITY - placed.size()));
    json.setLength(json.length() - 1);
    json.append("],\"Size\":")
        .append(placed.size())
        .append(",\"Front\":0,\"Back\":")
        .append(placed.size())
        .append(",\"Capacity\":")
        .append(CAPACITY)
        .append("},\"StartIndex\":1,\"LastIndex\":")
        .append(placed.size())
        .append("}}");
  }

  private static void stats(StringBuilder json, int created) {
    json.append("{\"getsSuccess\":0,\"getsFail\":0,\"setsSuccess\":0,\"setsFail\":0,")
        .append("\"deleteSuccess\":0,\"deleteFail\":0,\"updateSuccess\":0,\"updateFail\":0,")
        .append("\"createSuccess\":")
        .append(created)
        .append(",\"createFail\":0,\"compareAndSwapSuccess\":0,\"compareAndSwapFail\":0,")
        .append("\"compareAndDeleteSuccess\":0,\"compareAndDeleteFail\":0,\"expireCount\":0,")
        .append("\"watchers\":0}");
  }

  /// Go's way of writing a string in JSON.
  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          boolean escaped =
              c < 0x20 || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029';
          if (escaped) {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
