package io.fireweed.format.schema;

import com.fasterxml.jackson.core.JsonParser;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The row `confState` of the `meta` bucket: who votes, as raft sees it.
///
/// JSON, fields in this order, empty lists left out, `auto_leave` always written:
/// `voters`, `learners`, `voters_outgoing`, `learners_next`, `auto_leave`.
///
/// Worked bytes: `{"voters":[1218514879433261836],"auto_leave":false}`.
///
/// Source: etcd 3.5.30 to 3.7.1, raftpb.ConfState through Go's encoding/json.
public record ConfStateRow(
    List<MemberId> voters,
    List<MemberId> learners,
    List<MemberId> votersOutgoing,
    List<MemberId> learnersNext,
    AutoLeave autoLeave) {
  /// Whether raft leaves a joint configuration by itself.
  public enum AutoLeave {
    OFF,
    ON
  }

  public ConfStateRow {
    voters = List.copyOf(voters);
    learners = List.copyOf(learners);
    votersOutgoing = List.copyOf(votersOutgoing);
    learnersNext = List.copyOf(learnersNext);
  }

  /// {@return a plain configuration: no joint consensus under way}
  public static ConfStateRow of(List<MemberId> voters, List<MemberId> learners) {
    return new ConfStateRow(voters, learners, List.of(), List.of(), AutoLeave.OFF);
  }

  public Bytes value() {
    StringBuilder out = new StringBuilder("{");
    list(out, "voters", voters);
    list(out, "learners", learners);
    list(out, "voters_outgoing", votersOutgoing);
    list(out, "learners_next", learnersNext);
    out.append("\"auto_leave\":").append(autoLeave == AutoLeave.ON).append('}');
    return Bytes.ofUtf8(out.toString());
  }

  public static ConfStateRow decode(MemorySegment json, Origin where) {
    Draft draft = new Draft();
    GoJson.readObject(json, where, draft);
    return new ConfStateRow(
        draft.voters, draft.learners, draft.votersOutgoing, draft.learnersNext, draft.autoLeave);
  }

  private static void list(StringBuilder out, String name, List<MemberId> ids) {
    if (ids.isEmpty()) {
      return;
    }
    out.append('"').append(name).append("\":[");
    for (int i = 0; i < ids.size(); i++) {
      (i == 0 ? out : out.append(',')).append(Long.toUnsignedString(ids.get(i).value()));
    }
    out.append("],");
  }

  private static final class Draft implements GoJson.Fields {
    private List<MemberId> voters = List.of();
    private List<MemberId> learners = List.of();
    private List<MemberId> votersOutgoing = List.of();
    private List<MemberId> learnersNext = List.of();
    private AutoLeave autoLeave = AutoLeave.OFF;

    @Override
    public boolean take(String name, JsonParser value) throws IOException {
      switch (name) {
        case "voters" -> voters = ids(value);
        case "learners" -> learners = ids(value);
        case "voters_outgoing" -> votersOutgoing = ids(value);
        case "learners_next" -> learnersNext = ids(value);
        case "auto_leave" -> autoLeave = GoJson.bool(value) ? AutoLeave.ON : AutoLeave.OFF;
        default -> {
          return false;
        }
      }
      return true;
    }

    private static List<MemberId> ids(JsonParser value) throws IOException {
      return GoJson.unsignedNumbers(value).stream().map(MemberId::new).toList();
    }
  }
}
