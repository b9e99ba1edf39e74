package io.fireweed.raft.script;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Config;
import io.fireweed.raft.Limits;
import io.fireweed.raft.ReadMode;
import io.fireweed.raft.Switch;
import io.fireweed.raft.log.RaftLog;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// How `add-nodes` wants its members.
///
/// | key | value | meaning |
/// |---|---|---|
/// | `voters`, `learners` | list of ids | who belongs to the group at the start |
/// | `index` | above 1 | where the snapshot that everybody starts from ends |
/// | `content` | text | what is in it |
/// | `inflight` | count | appends under way to one member |
/// | `max-committed-size-per-ready` | bytes | entries that are being applied |
/// | `read-only` | `safe`, `lease-based` | how reads are confirmed |
/// | `prevote`, `checkquorum`, `async-storage-writes`, `step-down-on-removal` | bool | switches |
/// | `disable-conf-change-validation` | bool | a switch |
///
/// Ours alone: `inflight-bytes`, `max-size-per-msg`, `max-uncommitted-size` (bytes) and
/// `disable-proposal-forwarding` (bool).
final class ScriptSettings {
  static final int ELECTION_TICKS = 3;
  static final int HEARTBEAT_TICKS = 1;

  private static final String[] KEYS = {
    "voters",
    "learners",
    "index",
    "content",
    "inflight",
    "inflight-bytes",
    "max-size-per-msg",
    "max-committed-size-per-ready",
    "max-uncommitted-size",
    "read-only",
    "prevote",
    "checkquorum",
    "async-storage-writes",
    "step-down-on-removal",
    "disable-proposal-forwarding",
    "disable-conf-change-validation"
  };

  private final Script.Command command;

  ScriptSettings(Script.Command command) {
    this.command = command.expect(1, 1, KEYS);
  }

  private long index() {
    return Long.parseLong(command.value("index", "0"));
  }

  private ConfState members() {
    return new ConfState(ids("voters"), ids("learners"), List.of(), List.of(), false);
  }

  private List<Long> ids(String key) {
    return command.find(key).orElse(List.of()).stream().map(Long::parseLong).toList();
  }

  /// {@return whether members are named, but no log that they could have come from}
  boolean hasUnusableStart() {
    boolean isEmpty = members().equals(ConfState.EMPTY) && command.find("content").isEmpty();
    return index() <= 1 && !(isEmpty && index() == 0);
  }

  RaftSnapshot start() {
    Bytes content = Bytes.ofUtf8(command.value("content", ""));
    return new RaftSnapshot(content, members(), index(), index() > 0 ? 1 : 0);
  }

  Config config(long id) {
    long perMessage = bytes("max-size-per-msg", RaftLog.NO_LIMIT);
    long applying = bytes("max-committed-size-per-ready", 0);
    Limits limits =
        new Limits(
            perMessage,
            applying == 0 ? perMessage : applying,
            bytes("max-uncommitted-size", RaftLog.NO_LIMIT),
            Integer.parseInt(command.value("inflight", "" + Integer.MAX_VALUE)),
            bytes("inflight-bytes", 0));
    return new Config(id, ELECTION_TICKS, HEARTBEAT_TICKS, index(), limits, reads(), switches());
  }

  private ReadMode reads() {
    String mode = command.value("read-only", "safe");
    return switch (mode) {
      case "safe" -> ReadMode.SAFE;
      case "lease-based" -> ReadMode.LEASE_BASED;
      default -> throw new IllegalArgumentException("invalid read-only option \"" + mode + "\"");
    };
  }

  private Set<Switch> switches() {
    Set<Switch> switches = EnumSet.noneOf(Switch.class);
    add(switches, Switch.PRE_VOTE, "prevote");
    add(switches, Switch.CHECK_QUORUM, "checkquorum");
    add(switches, Switch.ASYNC_STORAGE, "async-storage-writes");
    add(switches, Switch.STEP_DOWN_ON_REMOVAL, "step-down-on-removal");
    add(switches, Switch.NO_PROPOSAL_FORWARDING, "disable-proposal-forwarding");
    add(switches, Switch.NO_CHANGE_VALIDATION, "disable-conf-change-validation");
    return switches;
  }

  private void add(Set<Switch> switches, Switch which, String key) {
    if (command.isSet(key)) {
      switches.add(which);
    }
  }

  private long bytes(String key, long otherwise) {
    return Long.parseLong(command.value(key, "" + otherwise));
  }
}
