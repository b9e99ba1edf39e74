package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.AlarmMember;
import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdctl.Dialling.Place;
import io.fireweed.cli.etcdutl.OutputFlag;
import io.fireweed.cli.print.Fields;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.Table;
import io.fireweed.client.CallWords;
import io.fireweed.client.Rpc;
import io.fireweed.format.fault.Fault;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `endpoint health`: a linearizable read of one key, then the alarms.
///
/// A member that denies the read is healthy: it had to ask the quorum to say no.
final class EndpointHealth {
  /// How one endpoint is.
  ///
  /// @param error empty when nothing is wrong
  private record Health(String endpoint, boolean healthy, String took, String error) {}

  private static final String KEY = "health";

  private EndpointHealth() {}

  static ExitCode ask(Invocation call, Online online) {
    List<Health> healths = new ArrayList<>();
    online.places().forEach(place -> healths.add(of(online, place)));
    print(online, healths);
    if (healths.stream().anyMatch(health -> !health.error().isEmpty())) {
      throw new CommandFailure(ExitCode.FAILED, "unhealthy cluster");
    }
    return ExitCode.DONE;
  }

  private static Health of(Online online, Place place) {
    long start = System.nanoTime();
    RangeRequest request = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(KEY)).build();
    String error = "";
    boolean healthy = true;
    try {
      online.askAt(place, Rpc.RANGE, request);
    } catch (Fault e) {
      healthy = CallWords.isAbout(e, EtcdError.PERMISSION_DENIED);
      error = healthy ? "" : CallWords.of(e);
    }
    String took = GoTime.text(Duration.ofNanos(System.nanoTime() - start));
    if (!healthy) {
      return new Health(place.text(), false, took, error);
    }
    try {
      List<AlarmMember> alarms =
          online.askAt(place, Rpc.ALARM, AlarmRequest.getDefaultInstance()).getAlarmsList();
      String active = "";
      for (AlarmMember alarm : alarms) {
        active += alarm.getAlarm().name() + " ";
      }
      return alarms.isEmpty()
          ? new Health(place.text(), true, took, "")
          : new Health(place.text(), false, took, "Active Alarm(s): " + active);
    } catch (Fault e) {
      return CallWords.isAbout(e, EtcdError.PERMISSION_DENIED)
          ? new Health(place.text(), true, took, "")
          : new Health(place.text(), false, took, "Unable to fetch the alarm list");
    }
  }

  private static void print(Online online, List<Health> healths) {
    PrintStream out = online.out();
    switch (online.format()) {
      case SIMPLE -> healths.forEach(health -> simple(health, out, online.err()));
      case TABLE -> {
        Table table = Table.of("endpoint", "health", "took", "error");
        healths.forEach(
            h -> table.row(h.endpoint(), Boolean.toString(h.healthy()), h.took(), h.error()));
        table.print(Table.Border.BOX, out);
      }
      case JSON -> out.println(json(healths));
      case FIELDS ->
          healths.forEach(
              health -> {
                new Fields(out)
                    .field("Endpoint", GoQuote.quote(health.endpoint()))
                    .field("Health", Boolean.toString(health.healthy()))
                    .field("Took", health.took())
                    .field("Error", health.error());
                out.println();
              });
      case PROTOBUF -> throw OutputFlag.cannotPrint(online.format());
    }
  }

  private static void simple(Health health, PrintStream out, PrintStream err) {
    if (health.error().isEmpty()) {
      out.println(
          health.endpoint()
              + " is healthy: successfully committed proposal: took = "
              + health.took());
    } else {
      err.println(
          health.endpoint() + " is unhealthy: failed to commit proposal: " + health.error());
    }
  }

  private static Json json(List<Health> healths) {
    Json json = new Json().beginArray();
    for (Health health : healths) {
      json.beginObject().name("endpoint").value(health.endpoint());
      json.name("health").value(health.healthy()).name("took").value(health.took());
      if (!health.error().isEmpty()) {
        json.name("error").value(health.error());
      }
      json.end();
    }
    return json.end();
  }
}
