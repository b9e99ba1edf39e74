package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.StatusRequest;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdctl.EndpointCommands.Told;
import io.fireweed.cli.etcdutl.OutputFlag;
import io.fireweed.cli.print.Fields;
import io.fireweed.cli.print.Humanize;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.Table;
import io.fireweed.client.Rpc;
import java.io.PrintStream;
import java.util.List;

/// `endpoint status`, with the columns of 3.7.
final class EndpointStatus {
  private static final String[] COLUMNS = {
    "endpoint",
    "ID",
    "version",
    "storage version",
    "db size",
    "in use",
    "percentage not in use",
    "quota",
    "is leader",
    "is learner",
    "raft term",
    "raft index",
    "raft applied index",
    "errors",
    "downgrade target version",
    "downgrade enabled"
  };
  private static final long PERCENT = 100;

  private EndpointStatus() {}

  static ExitCode ask(Invocation call, Online online) {
    StatusRequest request = StatusRequest.getDefaultInstance();
    List<Told<StatusResponse>> answers = EndpointCommands.none();
    boolean complete =
        EndpointCommands.each(
                online, "status", place -> online.askAt(place, Rpc.STATUS, request), answers)
            .isEmpty();
    print(online, answers);
    return complete ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static void print(Online online, List<Told<StatusResponse>> answers) {
    PrintStream out = online.out();
    switch (online.format()) {
      case SIMPLE -> answers.forEach(told -> out.println(String.join(", ", cells(told))));
      case TABLE -> {
        Table table = Table.of(COLUMNS);
        answers.forEach(told -> table.row(cells(told)));
        table.print(Table.Border.BOX, out);
      }
      case JSON -> {
        Json json = new Json().beginArray();
        for (Told<StatusResponse> told : answers) {
          json.beginObject().name("Endpoint").value(told.endpoint()).name("Status");
          MessageJson.value(json, told.answer());
          json.end();
        }
        out.println(json.end());
      }
      case FIELDS -> answers.forEach(told -> fields(told, new Fields(out), out));
      case PROTOBUF -> throw OutputFlag.cannotPrint(online.format());
    }
  }

  private static String[] cells(Told<StatusResponse> told) {
    StatusResponse status = told.answer();
    return new String[] {
      told.endpoint(),
      Long.toHexString(status.getHeader().getMemberId()),
      status.getVersion(),
      status.getStorageVersion(),
      Humanize.bytes(status.getDbSize()),
      Humanize.bytes(status.getDbSizeInUse()),
      percentFree(status) + "%",
      Humanize.bytes(status.getDbSizeQuota()),
      Boolean.toString(status.getLeader() == status.getHeader().getMemberId()),
      Boolean.toString(status.getIsLearner()),
      Long.toUnsignedString(status.getRaftTerm()),
      Long.toUnsignedString(status.getRaftIndex()),
      Long.toUnsignedString(status.getRaftAppliedIndex()),
      String.join(", ", status.getErrorsList()),
      status.getDowngradeInfo().getTargetVersion(),
      Boolean.toString(status.getDowngradeInfo().getEnabled())
    };
  }

  private static long percentFree(StatusResponse status) {
    return status.getDbSize() == 0
        ? 0
        : PERCENT - status.getDbSizeInUse() * PERCENT / status.getDbSize();
  }

  private static void fields(Told<StatusResponse> told, Fields fields, PrintStream out) {
    StatusResponse status = told.answer();
    KeyValueText.header(status.getHeader(), fields)
        .field("Version", GoQuote.quote(status.getVersion()))
        .field("StorageVersion", GoQuote.quote(status.getStorageVersion()))
        .field("DBSize", status.getDbSize())
        .field("DBSizeInUse", status.getDbSizeInUse())
        .field("DBSizeQuota", status.getDbSizeQuota())
        .unsigned("Leader", status.getLeader())
        .field("IsLearner", Boolean.toString(status.getIsLearner()))
        .unsigned("RaftIndex", status.getRaftIndex())
        .unsigned("RaftTerm", status.getRaftTerm())
        .unsigned("RaftAppliedIndex", status.getRaftAppliedIndex())
        .field("Errors", "[" + String.join(" ", status.getErrorsList()) + "]")
        .field("Endpoint", GoQuote.quote(told.endpoint()))
        .field(
            "DowngradeTargetVersion", GoQuote.quote(status.getDowngradeInfo().getTargetVersion()))
        .field("DowngradeEnabled", Boolean.toString(status.getDowngradeInfo().getEnabled()));
    out.println();
  }
}
