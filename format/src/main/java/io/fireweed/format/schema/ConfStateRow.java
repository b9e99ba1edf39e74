package io.fireweed.format.schema;

import com.fasterxml.jackson.core.JsonParser;
import io.fireweed.format.raftlog.ConfState;
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
public record ConfStateRow(ConfState state) {
  public Bytes value() {
    StringBuilder out = new StringBuilder("{");
    list(out, "voters", state.voters());
    list(out, "learners", state.learners());
    list(out, "voters_outgoing", state.votersOutgoing());
    list(out, "learners_next", state.learnersNext());
    out.append("\"auto_leave\":").append(state.autoLeave()).append('}');
    return Bytes.ofUtf8(out.toString());
  }

  public static ConfStateRow decode(MemorySegment json, Origin where) {
    Draft draft = new Draft();
    GoJson.readObject(json, where, draft);
    return new ConfStateRow(
        new ConfState(
            draft.voters,
            draft.learners,
            draft.votersOutgoing,
            draft.learnersNext,
            draft.autoLeave));
  }

  private static void list(StringBuilder out, String name, List<Long> ids) {
    if (ids.isEmpty()) {
      return;
    }
    out.append('"').append(name).append("\":[");
    for (int i = 0; i < ids.size(); i++) {
      (i == 0 ? out : out.append(',')).append(Long.toUnsignedString(ids.get(i)));
    }
    out.append("],");
  }

  private static final class Draft implements GoJson.Fields {
    private List<Long> voters = List.of();
    private List<Long> learners = List.of();
    private List<Long> votersOutgoing = List.of();
    private List<Long> learnersNext = List.of();
    private boolean autoLeave;

    @Override
    public boolean take(String name, JsonParser value) throws IOException {
      switch (name) {
        case "voters" -> voters = GoJson.unsignedNumbers(value);
        case "learners" -> learners = GoJson.unsignedNumbers(value);
        case "voters_outgoing" -> votersOutgoing = GoJson.unsignedNumbers(value);
        case "learners_next" -> learnersNext = GoJson.unsignedNumbers(value);
        case "auto_leave" -> autoLeave = GoJson.bool(value);
        default -> {
          return false;
        }
      }
      return true;
    }
  }
}
