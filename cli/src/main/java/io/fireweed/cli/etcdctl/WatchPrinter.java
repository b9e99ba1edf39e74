package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.OtherProgramFailure;
import io.fireweed.cli.print.Fields;
import io.fireweed.cli.print.Json;
import io.fireweed.client.WatchNews;
import io.fireweed.client.Watching;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/// Prints what a watch tells, and runs a command for each change.
final class WatchPrinter {
  private final Online online;

  WatchPrinter(Online online) {
    this.online = online;
  }

  /// Prints one answer.
  ///
  /// @param command run for each change in it; nothing when empty
  void print(WatchNews.Told told, List<String> command) throws IOException {
    WatchResponse response = told.response();
    if (response.getCanceled()) {
      canceled(Watching.reason(response));
    }
    if (told.isProgress()) {
      online.out().println("progress notify: " + response.getHeader().getRevision());
    }
    online.print(
        new Online.Answer(
            out -> simple(response, out),
            fields -> fields(response, fields),
            () -> json(response),
            response.toBuilder().clearWatchId().clearCancelReason().build()));
    online.out().flush();
    if (!command.isEmpty()) {
      response.getEventsList().forEach(event -> run(response, event, new OtherProgram(command)));
    }
  }

  /// Says why a watch has ended.
  void canceled(String reason) {
    online.out().flush();
    online.err().println("watch was canceled (" + reason + ")");
  }

  private void run(WatchResponse response, Event event, OtherProgram program) {
    try {
      program.run(
          online.terminal(),
          Map.of(
              "ETCD_WATCH_REVISION", Long.toString(response.getHeader().getRevision()),
              "ETCD_WATCH_EVENT_TYPE", GoQuote.quote(event.getType().name()),
              "ETCD_WATCH_KEY", GoQuote.quote(event.getKv().getKey().toByteArray()),
              "ETCD_WATCH_VALUE", GoQuote.quote(event.getKv().getValue().toByteArray())));
    } catch (OtherProgramFailure e) {
      throw new Failed("command " + program.text() + " error (" + e.getMessage() + ")");
    }
  }

  /// A command that failed ends the watch; its words stand on standard error as they are.
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(String message) {
      super(message);
    }

    /// Says it. {@return the exit code}
    ExitCode tell(PrintStream err) {
      err.println(getMessage());
      return ExitCode.FAILED;
    }
  }

  private void simple(WatchResponse response, PrintStream out) {
    KeyValueText text = online.keyValueText();
    for (Event event : response.getEventsList()) {
      out.println(event.getType().name());
      if (event.hasPrevKv()) {
        text.pair(event.getPrevKv(), out);
      }
      text.pair(event.getKv(), out);
    }
  }

  private static void fields(WatchResponse response, Fields fields) {
    KeyValueText.header(response.getHeader(), fields);
    for (Event event : response.getEventsList()) {
      fields.field("Type", event.getType().name());
      if (event.hasPrevKv()) {
        KeyValueText.fields("Prev", event.getPrevKv(), fields);
      }
      KeyValueText.fields("", event.getKv(), fields);
    }
  }

  private static Json json(WatchResponse response) {
    Json json = new Json().beginObject();
    MessageJson.value(json.name("Header"), response.getHeader());
    json.name("Events").beginArray();
    response.getEventsList().forEach(event -> MessageJson.value(json, event));
    return json.end()
        .name("CompactRevision")
        .value(response.getCompactRevision())
        .name("Canceled")
        .value(response.getCanceled())
        .name("Created")
        .value(response.getCreated())
        .end();
  }
}
