package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.MoveLeaderRequest;
import io.fireweed.api.rpc.MoveLeaderResponse;
import io.fireweed.api.rpc.StatusRequest;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdctl.Dialling.Place;
import io.fireweed.client.CallWords;
import io.fireweed.client.Rpc;
import io.fireweed.format.fault.Fault;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// `move-leader ID`: asks the leader, which must be among the endpoints, to step aside for ID.
final class MoveLeaderCommand {
  private record Leader(Place place, long id) {}

  private MoveLeaderCommand() {}

  static Command command() {
    return AuthCommands.leaf(
        "move-leader",
        "<transferee-member-id>",
        "Transfers leadership to another etcd cluster member.",
        List.of(),
        MoveLeaderCommand::run);
  }

  private static ExitCode run(Invocation call) throws IOException {
    AuthCommands.requireArguments(call, 1, "move-leader command needs 1 argument");
    long target = TypedNumber.unsignedHex(call.arguments().getFirst(), KeyRange::bad);
    try (Online online = Online.open(call)) {
      Leader leader = findLeader(online).orElseThrow(() -> noLeader(online));
      MoveLeaderResponse answer = move(online, leader, target);
      AuthCommands.refuseFields(online);
      return online.print(
          Online.Answer.of(
              answer,
              out ->
                  out.println(
                      "Leadership transferred from "
                          + Long.toHexString(leader.id())
                          + " to "
                          + Long.toHexString(target)),
              _ -> {}));
    }
  }

  private static Optional<Leader> findLeader(Online online) {
    for (Place place : online.places()) {
      try {
        StatusResponse status = online.askAt(place, Rpc.STATUS, StatusRequest.getDefaultInstance());
        if (status.getLeader() == status.getHeader().getMemberId()) {
          return Optional.of(new Leader(place, status.getLeader()));
        }
      } catch (Fault e) {
        throw new CommandFailure(ExitCode.FAILED, CallWords.of(e));
      }
    }
    return Optional.empty();
  }

  private static CommandFailure noLeader(Online online) {
    String places = online.places().stream().map(Place::text).collect(Collectors.joining(" "));
    return KeyRange.bad("no leader endpoint given at [" + places + "]");
  }

  private static MoveLeaderResponse move(Online online, Leader leader, long target) {
    try {
      return online.askAt(
          leader.place(),
          Rpc.MOVE_LEADER,
          MoveLeaderRequest.newBuilder().setTargetID(target).build());
    } catch (Fault e) {
      throw new CommandFailure(ExitCode.FAILED, CallWords.of(e));
    }
  }
}
