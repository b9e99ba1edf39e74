package io.fireweed.raft.script;

import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Config;
import io.fireweed.raft.Limits;
import io.fireweed.raft.ReadMode;
import io.fireweed.raft.SnapshotOutcome;
import io.fireweed.raft.Status;
import io.fireweed.raft.StepOutcome;
import io.fireweed.raft.Switch;
import io.fireweed.raft.log.RaftLog;
import io.fireweed.raft.message.Describe;
import io.fireweed.raft.message.LogMessage.InstallSnapshot;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Whole members that talk to each other: the verbs that prepare, propose and look.
///
/// | verb | arguments | does |
/// |---|---|---|
/// | `add-nodes` | count, `voters=` `learners=` `index=` and settings | starts members |
/// | `campaign`, `forget-leader` | member | calls it |
/// | `propose` | member, data | proposes an entry |
/// | `propose-conf-change` | member, `v1=` `transition=`, changes as input | proposes a change |
/// | `read-index` | member, name | asks for a read index |
/// | `transfer-leadership` | `from=` `to=` | asks `from` to hand over to `to` |
/// | `report-unreachable` | member, other | tells it that the other is not reached |
/// | `report-snapshot` | member, other, `succeeded` or `failed` | tells how a snapshot went |
/// | `send-snapshot` | member, other | queues a snapshot between them |
/// | `compact` | member, index | drops its log up to there |
/// | `tick-election`, `tick-heartbeat` | member | that many ticks |
/// | `set-randomized-election-timeout` | member, `timeout=` | sets it |
/// | `raft-log`, `raft-state`, `status` | member; none for `raft-state` | shows |
/// | `log-level` | `debug` to `error`, `none` | what is shown |
/// | `process-ready`, `process-append-thread`, `process-apply-thread` | members | works |
/// | `deliver-msgs` | members, `drop=`, `type=` | delivers or drops messages |
/// | `stabilize` | members, `log-level=` | works and delivers until nothing is left |
final class InteractionScript implements ScriptRun {
  private static final int ELECTION_TICKS = 3;
  private static final int HEARTBEAT_TICKS = 1;

  private final ScriptOutput output = new ScriptOutput();
  private final List<ScriptNode> nodes = new ArrayList<>();
  private final ScriptNetwork network = new ScriptNetwork(nodes, output);

  @Override
  public String run(Script.Step step) {
    String error = carryOut(step);
    String written = output.take();
    String text = error.isEmpty() ? written : written + error;
    return text.isEmpty() ? "ok" : text;
  }

  private String carryOut(Script.Step step) {
    switch (step.command()) {
      case "_breakpoint" -> {}
      case "log-level" -> output.level(step.arguments().getFirst().key());
      case "add-nodes" -> addNodes(step);
      case "raft-state" -> nodes.forEach(each -> output.write(each.node().status().describe()));
      case "process-ready" -> network.processReady(step.numbers());
      case "process-append-thread" -> network.processAppend(step.numbers());
      case "process-apply-thread" -> network.processApply(step.numbers());
      case "deliver-msgs" -> network.deliver(step);
      case "stabilize" -> stabilize(step);
      case "transfer-leadership" ->
          node(Integer.parseInt(step.value("from", "")))
              .node()
              .transferLeadership(Long.parseLong(step.value("to", "")));
      default -> {
        return carryOut(step, node(step.numbers().getFirst()));
      }
    }
    return "";
  }

  private String carryOut(Script.Step step, ScriptNode on) {
    switch (step.command()) {
      case "campaign" -> on.node().campaign();
      case "forget-leader" -> on.node().forgetLeader();
      case "propose" -> {
        return error(on.node().propose(Bytes.ofUtf8(step.arguments().get(1).key())));
      }
      case "propose-conf-change" -> {
        return error(proposeChange(step, on));
      }
      case "read-index" -> on.node().readIndex(Bytes.ofUtf8(step.arguments().get(1).key()));
      case "report-unreachable" -> on.node().reportUnreachable(step.numbers().get(1));
      case "report-snapshot" ->
          on.node()
              .reportSnapshot(
                  step.numbers().get(1),
                  step.arguments().get(2).key().equals("succeeded")
                      ? SnapshotOutcome.ARRIVED
                      : SnapshotOutcome.FAILED);
      case "send-snapshot" -> sendSnapshot(on, step.numbers().get(1));
      case "compact" -> on.storage().compact(step.numbers().get(1));
      case "tick-election" -> tick(on, ELECTION_TICKS);
      case "tick-heartbeat" -> tick(on, HEARTBEAT_TICKS);
      case "set-randomized-election-timeout" ->
          on.node().electionTimeout(Integer.parseInt(step.value("timeout", "")));
      case "raft-log" -> showLog(on);
      case "status" -> on.node().status().members().forEach(member -> output.write(line(member)));
      default -> throw new IllegalArgumentException("no command " + step.command());
    }
    return "";
  }

  private static String line(Status.Member member) {
    return member.id() + ": " + member.text();
  }

  private static String error(StepOutcome outcome) {
    return outcome == StepOutcome.DONE ? "" : outcome.describe();
  }

  private ScriptNode node(int id) {
    return nodes.get(id - 1);
  }

  private static void tick(ScriptNode node, int times) {
    for (int i = 0; i < times; i++) {
      node.node().tick();
    }
  }

  private void addNodes(Script.Step step) {
    ConfState members =
        new ConfState(ids(step, "voters"), ids(step, "learners"), List.of(), List.of(), false);
    long index = Long.parseLong(step.value("index", "0"));
    Bytes content = Bytes.ofUtf8(step.value("content", ""));
    RaftSnapshot start = new RaftSnapshot(content, members, index, index > 0 ? 1 : 0);
    for (int i = 0; i < step.numbers().getFirst(); i++) {
      nodes.add(new ScriptNode(config(nodes.size() + 1L, index, step), start, output));
    }
  }

  private static List<Long> ids(Script.Step step, String key) {
    return step.find(key).orElse(List.of()).stream().map(Long::parseLong).toList();
  }

  private static Config config(long id, long applied, Script.Step step) {
    Set<Switch> switches = EnumSet.noneOf(Switch.class);
    set(switches, Switch.PRE_VOTE, step.isSet("prevote"));
    set(switches, Switch.CHECK_QUORUM, step.isSet("checkquorum"));
    set(switches, Switch.ASYNC_STORAGE, step.isSet("async-storage-writes"));
    set(switches, Switch.STEP_DOWN_ON_REMOVAL, step.isSet("step-down-on-removal"));
    set(switches, Switch.NO_PROPOSAL_FORWARDING, step.isSet("disable-proposal-forwarding"));
    set(switches, Switch.NO_CHANGE_VALIDATION, step.isSet("disable-conf-change-validation"));
    Limits limits =
        new Limits(
            bytes(step, "max-size-per-msg"),
            bytes(step, "max-committed-size-per-ready"),
            bytes(step, "max-uncommitted-size"),
            Integer.parseInt(step.value("inflight", "" + Integer.MAX_VALUE)),
            Long.parseLong(step.value("inflight-bytes", "0")));
    ReadMode reads =
        step.value("read-only", "safe").equals("safe") ? ReadMode.SAFE : ReadMode.LEASE_BASED;
    return new Config(id, ELECTION_TICKS, HEARTBEAT_TICKS, applied, limits, reads, switches);
  }

  private static void set(Set<Switch> switches, Switch which, boolean isSet) {
    if (isSet) {
      switches.add(which);
    }
  }

  private static long bytes(Script.Step step, String key) {
    return Long.parseLong(step.value(key, "" + RaftLog.NO_LIMIT));
  }

  private static StepOutcome proposeChange(Script.Step step, ScriptNode on) {
    List<ConfChangeV2.Single> changes = ChangeLine.parse(step.input());
    if (step.isSet("v1")) {
      ConfChangeV2.Single only = changes.getFirst();
      return on.node()
          .proposeChange(
              new ConfChange(0, only.type(), only.nodeId(), Bytes.EMPTY), Dialect.EXPLICIT_ZEROS);
    }
    long transition =
        switch (step.value("transition", "auto")) {
          case "implicit" -> ConfChangeV2.JOINT;
          case "explicit" -> ConfChangeV2.JOINT_BY_REQUEST;
          default -> ConfChangeV2.AUTOMATIC;
        };
    return on.node().proposeChange(new ConfChangeV2(transition, changes, Bytes.EMPTY));
  }

  private void sendSnapshot(ScriptNode from, int to) {
    Status status = from.node().status();
    network.queue(new InstallSnapshot(to, status.id(), status.hardState().term(), from.state()));
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

  private void stabilize(Script.Step step) {
    String before = output.level();
    output.level(step.value("log-level", before));
    network.stabilize(step.numbers());
    output.level(before);
  }
}
