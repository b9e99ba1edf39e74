package io.fireweed.raft.script;

import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.progress.Configuration;
import io.fireweed.raft.progress.ConfigurationChange;
import io.fireweed.raft.progress.ConfigurationChange.Outcome;
import io.fireweed.raft.progress.ProgressMap;
import java.util.List;
import java.util.Set;

/// Membership arithmetic alone: `simple`, `enter-joint` and `leave-joint`.
///
/// The last index of the imagined log grows by one with each command, so that `next` tells when a
/// member was first tracked.
final class ChangeScript implements ScriptRun {
  private final ProgressMap progress = new ProgressMap(10, 0);
  private long lastIndex;

  @Override
  public String run(Script.Step step) {
    String text =
        switch (outcome(step)) {
          case Outcome.Refused(String reason) -> reason;
          case Outcome.Done(Configuration next, Set<Long> restarted) -> {
            progress.follow(next, restarted, Math.max(lastIndex, 1));
            yield next.describe() + "\n" + progress.describe();
          }
        };
    lastIndex++;
    return text;
  }

  private Outcome outcome(Script.Step step) {
    List<ConfChangeV2.Single> changes;
    try {
      changes = ChangeLine.parse(step.input());
    } catch (IllegalArgumentException unreadable) {
      return new Outcome.Refused(String.valueOf(unreadable.getMessage()));
    }
    Configuration from = progress.configuration();
    Script.Command command = step.command();
    return switch (command.verb()) {
      case "simple" -> {
        command.expect(0, 0);
        yield ConfigurationChange.simple(from, changes);
      }
      case "enter-joint" -> {
        command.expect(0, 0, "autoleave");
        long transition =
            command.isSet("autoleave") ? ConfChangeV2.JOINT : ConfChangeV2.JOINT_BY_REQUEST;
        yield ConfigurationChange.apply(from, new ConfChangeV2(transition, changes, Bytes.EMPTY));
      }
      case "leave-joint" -> {
        command.expect(0, 0);
        yield changes.isEmpty()
            ? ConfigurationChange.apply(
                from, new ConfChangeV2(ConfChangeV2.AUTOMATIC, List.of(), Bytes.EMPTY))
            : new Outcome.Refused("this command takes no input");
      }
      default -> throw new IllegalArgumentException("no command " + command.verb());
    };
  }
}
