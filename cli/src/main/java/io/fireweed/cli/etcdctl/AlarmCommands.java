package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.AlarmMember;
import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.AlarmRequest.AlarmAction;
import io.fireweed.api.rpc.AlarmResponse;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.Rpc;
import java.io.IOException;
import java.util.List;

/// `alarm list` and `alarm disarm`, which takes back every alarm there is, one by one.
final class AlarmCommands {
  private AlarmCommands() {}

  static Command group() {
    ArgumentCount any = new ArgumentCount.Any();
    return Command.group(
        "alarm",
        "Alarm related commands",
        List.of(
            new Command(
                "disarm",
                "",
                "Disarms all alarms",
                "",
                List.of(),
                new Command.Body.Leaf(any, AlarmCommands::disarm)),
            new Command(
                "list",
                "",
                "Lists all alarms",
                "",
                List.of(),
                new Command.Body.Leaf(any, AlarmCommands::list))));
  }

  private static ExitCode list(Invocation call) throws IOException {
    requireNone(call, "list");
    try (Online online = Online.open(call)) {
      return print(online, online.ask(Rpc.ALARM, AlarmRequest.getDefaultInstance()));
    }
  }

  private static ExitCode disarm(Invocation call) throws IOException {
    requireNone(call, "disarm");
    try (Online online = Online.open(call)) {
      AlarmResponse.Builder all = AlarmResponse.newBuilder();
      AlarmResponse set = online.ask(Rpc.ALARM, AlarmRequest.getDefaultInstance());
      for (AlarmMember alarm : set.getAlarmsList()) {
        AlarmRequest request =
            AlarmRequest.newBuilder()
                .setAction(AlarmAction.DEACTIVATE)
                .setMemberID(alarm.getMemberID())
                .setAlarm(alarm.getAlarm())
                .build();
        all.addAllAlarms(online.ask(Rpc.ALARM, request).getAlarmsList());
      }
      return print(online, all.build());
    }
  }

  private static void requireNone(Invocation call, String verb) {
    if (!call.arguments().isEmpty()) {
      throw KeyRange.bad("alarm " + verb + " command accepts no arguments");
    }
  }

  private static ExitCode print(Online online, AlarmResponse answer) throws IOException {
    return online.print(
        Online.Answer.of(
            answer,
            out -> answer.getAlarmsList().forEach(alarm -> out.println(sentence(alarm))),
            fields -> {
              KeyValueText.header(answer.getHeader(), fields);
              for (AlarmMember alarm : answer.getAlarmsList()) {
                fields
                    .unsigned("MemberID", alarm.getMemberID())
                    .field("AlarmType", alarm.getAlarm().name());
              }
            }));
  }

  /// The text form of the message, members of the value 0 left out.
  private static String sentence(AlarmMember alarm) {
    String member =
        alarm.getMemberID() == 0
            ? ""
            : "memberID:" + Long.toUnsignedString(alarm.getMemberID()) + " ";
    String type = alarm.getAlarmValue() == 0 ? "" : "alarm:" + alarm.getAlarm().name() + " ";
    return member + type;
  }
}
