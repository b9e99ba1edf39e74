package io.fireweed.cli.etcdctl;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.AlarmType;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.MoveLeaderRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.StatusRequest;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdctl.Dialling.Place;
import io.fireweed.client.CallWords;
import io.fireweed.client.Rpc;
import io.fireweed.format.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `defrag` does besides, when asked: health first, compaction, a rule that says which members
/// are worth it, a leader that is moved away, pauses, and the alarm about space taken back.
final class CarefulDefrag {
  static final String MOVE_LEADER = "move-leader";
  static final String RULE = "defrag-rule";
  static final String COMPACTION = "compaction";
  static final String DRY_RUN = "dry-run";
  static final String WAIT = "wait-between-defrags";
  static final String AUTO_DISALARM = "auto-disalarm";
  static final String THRESHOLD = "disalarm-threshold";
  static final String QUOTA = "etcd-storage-quota-bytes";
  private static final long QUOTA_DEFAULT = 2L << 30;
  private static final String THRESHOLD_DEFAULT = "0.9";

  private final Invocation call;
  private final Online online;

  CarefulDefrag(Invocation call, Online online) {
    this.call = call;
    this.online = online;
  }

  static List<Flag> flags() {
    return List.of(
        Flag.onOff(AUTO_DISALARM, "disarm NOSPACE alarms when enough space is free afterwards"),
        Flag.onOff(COMPACTION, "compact the history up to the present revision first"),
        Flag.string(RULE, "", "defragment only members whose db the expression holds for"),
        Flag.string(
            THRESHOLD, THRESHOLD_DEFAULT, "disarm when less than this share of the quota is taken"),
        Flag.onOff(DRY_RUN, "say what would be done, and do nothing"),
        Flag.integer(QUOTA, QUOTA_DEFAULT, "quota of members that do not tell theirs"),
        Flag.onOff(MOVE_LEADER, "move the leadership away before the leader's turn"),
        Flag.duration(WAIT, "0s", "pause between two members"));
  }

  /// {@return whether any of this was asked for}
  boolean isAskedFor() {
    return flags().stream().anyMatch(flag -> call.isGiven(flag.name()));
  }

  boolean isDryRun() {
    return call.isOn(DRY_RUN);
  }

  /// Refuses to begin unless every member answers a linearizable read, and the rule makes sense.
  void check() {
    DefragRule.holds(call.text(RULE), new DbSizes(0, 0, 1).names());
    threshold();
    for (Place place : online.places()) {
      try {
        online.askAt(
            place, Rpc.RANGE, RangeRequest.newBuilder().setKey(Typed.bytes("health")).build());
      } catch (Fault e) {
        if (!CallWords.isAbout(e, EtcdError.PERMISSION_DENIED)) {
          throw new CommandFailure(
              ExitCode.FAILED,
              "member "
                  + place.text()
                  + " is unhealthy ("
                  + CallWords.of(e)
                  + "), nothing was defragmented");
        }
      }
    }
  }

  /// Compacts the history, if asked to.
  void compact() {
    if (!call.isOn(COMPACTION)) {
      return;
    }
    long revision =
        online
            .ask(Rpc.RANGE, RangeRequest.newBuilder().setKey(Typed.bytes("health")).build())
            .getHeader()
            .getRevision();
    if (isDryRun()) {
      online.out().println("Would compact up to revision " + revision);
      return;
    }
    try {
      online
          .client()
          .ask(
              Rpc.COMPACT,
              CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
      online.out().println("Compacted up to revision " + revision);
    } catch (Fault e) {
      if (!CallWords.isAbout(e, EtcdError.COMPACTED)) {
        throw new CommandFailure(ExitCode.FAILED, CallWords.of(e));
      }
    }
  }

  /// {@return whether a member is to be defragmented; says why not}
  boolean isWanted(Place place) {
    DbSizes sizes = sizes(place);
    boolean wanted = DefragRule.holds(call.text(RULE), sizes.names());
    String member = "etcd member[" + place.text() + "]";
    if (!wanted) {
      online.out().println("Left " + member + " alone: " + sizes.text());
    } else if (isDryRun()) {
      online.out().println("Would defragment " + member + ": " + sizes.text());
    }
    return wanted && !isDryRun();
  }

  /// Moves the leadership to a member that is done, if asked to.
  void moveLeader(Place leader, List<Place> others) {
    if (!call.isOn(MOVE_LEADER) || others.isEmpty()) {
      return;
    }
    if (isDryRun()) {
      online.out().println("Would move the leadership away from " + leader.text());
      return;
    }
    long target =
        others.stream()
            .map(this::status)
            .filter(status -> !status.getIsLearner())
            .findFirst()
            .orElseThrow(
                () -> new CommandFailure(ExitCode.FAILED, "no member that could lead instead"))
            .getHeader()
            .getMemberId();
    try {
      online.askAt(
          leader, Rpc.MOVE_LEADER, MoveLeaderRequest.newBuilder().setTargetID(target).build());
    } catch (Fault e) {
      throw new CommandFailure(ExitCode.FAILED, CallWords.of(e));
    }
    online.out().println("Moved the leadership to " + Long.toHexString(target));
  }

  /// Waits between two members, if asked to.
  void pause() {
    try {
      Thread.sleep(call.duration(WAIT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.ETCD_INTERRUPTED, "interrupted");
    }
  }

  /// Disarms alarms about space, if asked to and if all members have enough of it.
  void disarm() {
    if (!call.isOn(AUTO_DISALARM) || isDryRun()) {
      return;
    }
    Optional<Place> full =
        online.places().stream().filter(place -> sizes(place).usage() >= threshold()).findFirst();
    if (full.isPresent()) {
      online.out().println("Alarms stay: " + full.get().text() + " has too little space");
      return;
    }
    List<AlarmRequest> disarming = new ArrayList<>();
    online
        .ask(Rpc.ALARM, AlarmRequest.getDefaultInstance())
        .getAlarmsList()
        .forEach(
            alarm -> {
              if (alarm.getAlarm() == AlarmType.NOSPACE) {
                disarming.add(
                    AlarmRequest.newBuilder()
                        .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                        .setMemberID(alarm.getMemberID())
                        .setAlarm(alarm.getAlarm())
                        .build());
              }
            });
    for (AlarmRequest request : disarming) {
      online.ask(Rpc.ALARM, request);
      online.out().println("Disarmed NOSPACE of member " + Long.toHexString(request.getMemberID()));
    }
  }

  private double threshold() {
    try {
      return Double.parseDouble(call.text(THRESHOLD));
    } catch (NumberFormatException e) {
      throw KeyRange.bad("bad --" + THRESHOLD + " " + call.text(THRESHOLD));
    }
  }

  private DbSizes sizes(Place place) {
    return DbSizes.of(status(place), call.number(QUOTA));
  }

  private StatusResponse status(Place place) {
    try {
      return online.askAt(place, Rpc.STATUS, StatusRequest.getDefaultInstance());
    } catch (Fault e) {
      throw new CommandFailure(ExitCode.FAILED, "member " + place.text() + ": " + CallWords.of(e));
    }
  }
}
