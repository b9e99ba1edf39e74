package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.RangeStreamResponse;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.Fields;
import io.fireweed.cli.print.OutputFormat;
import io.fireweed.client.Rpc;
import io.fireweed.client.StreamRpc;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `get KEY [RANGE_END]`.
final class GetCommand {
  private static final String KEYS_ONLY = "keys-only";
  private static final String COUNT_ONLY = "count-only";
  private static final String STREAM = "stream";
  private static final String PRINT_VALUE_ONLY = "print-value-only";

  private GetCommand() {}

  static Command command() {
    List<Flag> flags = new ArrayList<>(KeyRange.flags("Get"));
    flags.addAll(
        List.of(
            Flag.string("consistency", "l", "Linearizable(l) or Serializable(s)"),
            Flag.string("order", "", "Order of results; ASCEND or DESCEND (ASCEND by default)"),
            Flag.string("sort-by", "", "Sort target; CREATE, KEY, MODIFY, VALUE, or VERSION"),
            Flag.integer("limit", 0, "Maximum number of results"),
            Flag.integer("rev", 0, "Specify the kv revision"),
            Flag.onOff(KEYS_ONLY, "Get only the keys"),
            Flag.onOff(COUNT_ONLY, "Get only the count"),
            Flag.onOff(
                PRINT_VALUE_ONLY, "Only write values when using the \"simple\" output format"),
            Flag.onOff(STREAM, "receive the rows in pieces (needs etcd 3.7)"),
            Flag.integer("min-create-rev", 0, "Minimum create revision"),
            Flag.integer("max-create-rev", 0, "Maximum create revision"),
            Flag.integer("min-mod-rev", 0, "Minimum modification revision"),
            Flag.integer("max-mod-rev", 0, "Maximum modification revision")));
    return new Command(
        "get",
        "<key> [range_end]",
        "Gets the key or a range of keys",
        "",
        flags,
        new Command.Body.Leaf(new ArgumentCount.Any(), GetCommand::run));
  }

  private static ExitCode run(Invocation call) throws IOException {
    RangeRequest request = request(call);
    try (Online online = Online.open(call)) {
      RangeResponse answer =
          call.isOn(STREAM) ? streamed(online, request) : online.ask(Rpc.RANGE, request);
      if (request.getCountOnly() && online.format() != OutputFormat.FIELDS) {
        throw KeyRange.bad("--count-only is only for `--write-out=fields`");
      }
      boolean valueOnly = call.isOn(PRINT_VALUE_ONLY);
      if (valueOnly && online.format() != OutputFormat.SIMPLE) {
        throw KeyRange.bad("print-value-only is only for `--write-out=simple`");
      }
      return online.print(
          Online.Answer.of(
              answer,
              valueOnly
                  ? out -> values(answer, online.keyValueText(), out)
                  : out -> simple(answer, online.keyValueText(), out),
              fields -> fields(answer, fields)));
    }
  }

  /// {@return all pieces as one answer: sorted rows and counts are known only then}
  private static RangeResponse streamed(Online online, RangeRequest request) {
    RangeResponse.Builder whole = RangeResponse.newBuilder();
    online.stream(
        StreamRpc.RANGE,
        request,
        (RangeStreamResponse piece) -> whole.mergeFrom(piece.getRangeResponse()));
    return whole.build();
  }

  /// Prints rows. {@return the exit code}
  static ExitCode print(Online online, RangeResponse answer) throws IOException {
    return online.print(
        Online.Answer.of(
            answer,
            out -> simple(answer, online.keyValueText(), out),
            fields -> fields(answer, fields)));
  }

  static RangeRequest request(Invocation call) {
    if (call.arguments().isEmpty()) {
      throw KeyRange.bad(
          "get command needs one argument as key and an optional argument as range_end");
    }
    if (call.isOn("prefix") && call.isOn("from-key")) {
      KeyRange.of(call);
    }
    if (call.isOn(KEYS_ONLY) && call.isOn(COUNT_ONLY)) {
      throw KeyRange.bad(
          "`--keys-only` and `--count-only` cannot be set at the same time, choose one");
    }
    boolean serializable = isSerializable(call.text("consistency"));
    KeyRange range = KeyRange.of(call);
    RangeRequest.SortOrder order = order(call.text("order"));
    RangeRequest.SortTarget target = target(call.text("sort-by"));
    return RangeRequest.newBuilder()
        .setKey(range.key())
        .setRangeEnd(range.end())
        .setSerializable(serializable)
        .setSortOrder(order)
        .setSortTarget(target)
        .setLimit(call.number("limit"))
        .setRevision(Math.max(0, call.number("rev")))
        .setKeysOnly(call.isOn(KEYS_ONLY))
        .setCountOnly(call.isOn(COUNT_ONLY))
        .setMinCreateRevision(call.number("min-create-rev"))
        .setMaxCreateRevision(call.number("max-create-rev"))
        .setMinModRevision(call.number("min-mod-rev"))
        .setMaxModRevision(call.number("max-mod-rev"))
        .build();
  }

  private static boolean isSerializable(String consistency) {
    return switch (consistency) {
      case "s" -> true;
      case "l" -> false;
      default ->
          throw new CommandFailure(
              ExitCode.ETCD_BAD_FORMAT, "unknown consistency flag " + GoQuote.quote(consistency));
    };
  }

  private static RangeRequest.SortOrder order(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "" -> RangeRequest.SortOrder.NONE;
      case "ASCEND" -> RangeRequest.SortOrder.ASCEND;
      case "DESCEND" -> RangeRequest.SortOrder.DESCEND;
      default -> throw new CommandFailure(ExitCode.ETCD_BAD_FORMAT, "bad sort order " + word);
    };
  }

  private static RangeRequest.SortTarget target(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "", "KEY" -> RangeRequest.SortTarget.KEY;
      case "CREATE" -> RangeRequest.SortTarget.CREATE;
      case "MODIFY" -> RangeRequest.SortTarget.MOD;
      case "VALUE" -> RangeRequest.SortTarget.VALUE;
      case "VERSION" -> RangeRequest.SortTarget.VERSION;
      default -> throw new CommandFailure(ExitCode.ETCD_BAD_FORMAT, "bad sort target " + word);
    };
  }

  static void simple(RangeResponse answer, KeyValueText text, PrintStream out) {
    answer.getKvsList().forEach(row -> text.pair(row, out));
  }

  private static void values(RangeResponse answer, KeyValueText text, PrintStream out) {
    answer.getKvsList().stream()
        .map(KeyValue::getValue)
        .forEach((ByteString value) -> text.line(value, out));
  }

  static void fields(RangeResponse answer, Fields fields) {
    KeyValueText.header(answer.getHeader(), fields);
    answer.getKvsList().forEach(row -> KeyValueText.fields("", row, fields));
    fields.field("More", Boolean.toString(answer.getMore())).field("Count", answer.getCount());
  }
}
