package io.fireweed.raft.script;

import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.SnapshotOutcome;
import io.fireweed.raft.Status;
import io.fireweed.raft.StepOutcome;
import io.fireweed.raft.log.MemoryStorage;
import io.fireweed.raft.log.RaftLog;
import io.fireweed.raft.message.Describe;
import io.fireweed.raft.message.LogMessage.InstallSnapshot;
import java.util.ArrayList;
import java.util.List;

/// Whole members that talk to each other.
///
/// | verb | arguments | does |
/// |---|---|---|
/// | `add-nodes` | count and [settings][ScriptSettings] | starts members |
/// | `campaign`, `forget-leader` | member | calls it |
/// | `propose` | member, data | proposes an entry |
/// | `propose-conf-change` | member, `v1=` `transition=`, changes as input | proposes a change |
/// | `transfer-leadership` | `from=` `to=` | asks `from` to hand over to `to` |
/// | `report-unreachable` | member, other | tells it that the other is not reached |
/// | `send-snapshot` | member, other | queues a snapshot between them |
/// | `compact` | member, index | drops its log up to there, and shows the rest |
/// | `tick-election`, `tick-heartbeat` | member | that many ticks |
/// | `set-randomized-election-timeout` | member, `timeout=` | sets it |
/// | `raft-log`, `status` | member | shows its stored log; what it knows of the others |
/// | `raft-state` | | shows every member's role |
/// | `log-level` | `debug` to `fatal`, `none` | what is shown |
/// | `process-ready`, `process-append-thread`, `process-apply-thread` | members | works |
/// | `deliver-msgs` | members, `drop=`, `type=` | delivers or drops messages |
/// | `stabilize` | members, `log-level=` | works and delivers until nothing is left |
/// | `_breakpoint` | | nothing |
///
/// Ours alone: `read-index` (member, name) asks for a read index; `report-snapshot` (member, other,
/// `succeeded` or `failed`) tells how sending a snapshot went; `restart` (member) starts it again
/// from what it has stored.
///
/// Input lines are further commands, but for the changes of `propose-conf-change`.
final class InteractionScript implements ScriptRun {
  private final ScriptOutput output = new ScriptOutput();
  private final List<ScriptNode> nodes = new ArrayList<>();
  private final ScriptNetwork network = new ScriptNetwork(nodes, output);

  @Override
  public String run(Script.Step step) {
    if (step.verb().equals("propose-conf-change")) {
      output.error(proposeChange(step.command(), step.input()));
    } else {
      output.error(carryOut(step.command()));
      step.inputCommands().forEach(command -> output.error(carryOut(command)));
    }
    String text = output.take();
    return text.isEmpty() ? "ok" : text;
  }

  /// {@return what went wrong, or nothing}
  private String carryOut(Script.Command command) {
    switch (command.verb()) {
      case "_breakpoint" -> {}
      case "log-level" -> {
        return output.level(command.expect(1, 1).word(0));
      }
      case "add-nodes" -> {
        return addNodes(command);
      }
      case "raft-state" -> {
        command.expect(0, 0);
        nodes.forEach(each -> output.write(each.node().status().describe()));
      }
      case "process-ready" -> network.processReady(someMembers(command));
      case "process-append-thread" -> network.processAppend(someMembers(command));
      case "process-apply-thread" -> network.processApply(someMembers(command));
      case "deliver-msgs" -> network.deliver(command.expect(0, nodes.size(), "drop", "type"));
      case "stabilize" -> {
        return stabilize(command.expect(0, nodes.size(), "log-level"));
      }
      case "transfer-leadership" -> transferLeadership(command.expect(0, 0, "from", "to"));
      default -> {
        return carryOut(command, node(command));
      }
    }
    return "";
  }

  private String carryOut(Script.Command command, ScriptNode on) {
    switch (command.verb()) {
      case "campaign" -> alone(command, on).node().campaign();
      case "forget-leader" -> alone(command, on).node().forgetLeader();
      case "propose" -> {
        return error(on.node().propose(Bytes.ofUtf8(command.expect(2, 2).word(1))));
      }
      case "read-index" -> on.node().readIndex(Bytes.ofUtf8(command.expect(2, 2).word(1)));
      case "report-unreachable" -> on.node().reportUnreachable(command.expect(2, 2).number(1));
      case "report-snapshot" ->
          on.node().reportSnapshot(command.expect(3, 3).number(1), outcome(command.word(2)));
      case "send-snapshot" -> sendSnapshot(on, command.expect(2, 2).number(1));
      case "compact" -> {
        return compact(on, command.expect(2, 2).number(1));
      }
      case "tick-election" -> tick(alone(command, on), ScriptSettings.ELECTION_TICKS);
      case "tick-heartbeat" -> tick(alone(command, on), ScriptSettings.HEARTBEAT_TICKS);
      case "set-randomized-election-timeout" ->
          on.node()
              .electionTimeout(
                  Integer.parseInt(command.expect(1, 1, "timeout").required("timeout")));
      case "raft-log" -> showLog(alone(command, on));
      case "status" -> showMembers(alone(command, on));
      case "restart" -> nodes.set(command.member() - 1, alone(command, on).restarted());
      default -> throw new IllegalArgumentException("no command " + command.verb());
    }
    return "";
  }

  private static ScriptNode alone(Script.Command command, ScriptNode on) {
    command.expect(1, 1);
    return on;
  }

  private List<Integer> someMembers(Script.Command command) {
    return command.expect(1, nodes.size()).members();
  }

  private ScriptNode node(Script.Command command) {
    if (command.arguments().isEmpty()) {
      throw new IllegalArgumentException(command.verb() + " needs a member");
    }
    return node(command.member());
  }

  private ScriptNode node(int id) {
    if (id < 1 || id > nodes.size()) {
      throw new IllegalArgumentException("there is no member " + id);
    }
    return nodes.get(id - 1);
  }

  private static String error(StepOutcome outcome) {
    return outcome == StepOutcome.DONE ? "" : outcome.describe();
  }

  private static SnapshotOutcome outcome(String word) {
    return switch (word) {
      case "succeeded" -> SnapshotOutcome.ARRIVED;
      case "failed" -> SnapshotOutcome.FAILED;
      default -> throw new IllegalArgumentException("succeeded or failed, not " + word);
    };
  }

  private static void tick(ScriptNode node, int times) {
    for (int i = 0; i < times; i++) {
      node.node().tick();
    }
  }

  private String addNodes(Script.Command command) {
    ScriptSettings settings = new ScriptSettings(command);
    if (settings.hasUnusableStart()) {
      return "index must be specified as > 1 due to bootstrap";
    }
    for (long i = 0; i < command.number(0); i++) {
      nodes.add(new ScriptNode(settings.config(nodes.size() + 1L), settings.start(), output));
    }
    return "";
  }

  private String proposeChange(Script.Command command, String input) {
    ScriptNode on = node(command.expect(1, 1, "v1", "transition"));
    List<ConfChangeV2.Single> changes;
    try {
      changes = ChangeLine.parse(input);
    } catch (IllegalArgumentException unreadable) {
      return String.valueOf(unreadable.getMessage());
    }
    String transition = command.value("transition", "auto");
    if (command.isSet("v1")) {
      if (changes.size() != 1 || !transition.equals("auto")) {
        return "v1 conf change can only have one operation and no transition";
      }
      ConfChangeV2.Single only = changes.getFirst();
      ConfChange change = new ConfChange(0, only.type(), only.nodeId(), Bytes.EMPTY);
      return error(on.node().proposeChange(change, Dialect.EXPLICIT_ZEROS));
    }
    long number =
        switch (transition) {
          case "auto" -> ConfChangeV2.AUTOMATIC;
          case "implicit" -> ConfChangeV2.JOINT;
          case "explicit" -> ConfChangeV2.JOINT_BY_REQUEST;
          default -> throw new IllegalArgumentException("unknown transition " + transition);
        };
    return error(on.node().proposeChange(new ConfChangeV2(number, changes, Bytes.EMPTY)));
  }

  private void transferLeadership(Script.Command command) {
    int from = Integer.parseInt(command.required("from"));
    long to = Long.parseLong(command.required("to"));
    node(from).node().transferLeadership(to);
  }

  private void sendSnapshot(ScriptNode from, long to) {
    Status status = from.node().status();
    network.queue(new InstallSnapshot(to, status.id(), status.hardState().term(), from.state()));
  }

  private String compact(ScriptNode on, long index) {
    MemoryStorage storage = on.storage();
    if (index < storage.firstIndex()) {
      return "requested index is unavailable due to compaction";
    }
    storage.compact(index);
    showLog(on);
    return "";
  }

  private void showLog(ScriptNode on) {
    long first = on.storage().firstIndex();
    long last = on.storage().lastIndex();
    if (last < first) {
      output.write("log is empty: first index=" + first + ", last index=" + last);
      return;
    }
    for (Entry entry : on.storage().entries(first, last + 1, RaftLog.NO_LIMIT)) {
      output.write(Describe.entry(entry));
    }
  }

  private void showMembers(ScriptNode on) {
    for (Status.Member member : on.node().status().members()) {
      output.write(Long.toUnsignedString(member.id()) + ": " + member.text());
    }
  }

  private String stabilize(Script.Command command) {
    String before = output.level();
    String error = output.level(command.value("log-level", before));
    if (error.isEmpty()) {
      network.stabilize(command.members());
      output.level(before);
    }
    return error;
  }
}
