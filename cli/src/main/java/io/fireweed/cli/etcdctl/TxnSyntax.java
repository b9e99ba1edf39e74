package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.command.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The lines of a transaction.
///
/// | line | example |
/// |---|---|
/// | comparison | `mod("key") > "0"`; targets below; operators `=`, `!=`, `<`, `>` |
/// | request | `put key "a value"`, `get key --prefix`, `del key` |
///
/// Targets: `ver`, `version`, `c`, `create`, `m`, `mod`, `val`, `value`, and `lease`, whose value
/// is
/// in hex.
final class TxnSyntax {
  private static final int REQUEST_WORDS_MIN = 2;

  private TxnSyntax() {}

  static Compare comparison(String line) {
    int parenthesis = line.indexOf('(');
    if (parenthesis <= 0) {
      throw bad("malformed comparison: " + line);
    }
    String target = line.substring(0, parenthesis);
    QuotedScanner scanner = new QuotedScanner(line, parenthesis + 1);
    String key = scanner.quoted();
    boolean closed = scanner.found() && scanner.literal(')') && scanner.space();
    String operator = closed ? scanner.word() : "";
    boolean operated = closed && !operator.isEmpty() && scanner.space();
    String value = operated ? scanner.quoted() : "";
    if (!operated || !scanner.found()) {
      throw bad(
          "malformed comparison: "
              + line
              + "; got "
              + target
              + "("
              + GoQuote.quote(key)
              + ") "
              + operator
              + " "
              + GoQuote.quote(value));
    }
    return withTarget(line, target, value)
        .setKey(Typed.bytes(key))
        .setResult(result(line, operator))
        .build();
  }

  private static Compare.Builder withTarget(String line, String target, String value) {
    Compare.Builder compare = Compare.newBuilder();
    return switch (target) {
      case "ver", "version" ->
          compare.setTarget(Compare.CompareTarget.VERSION).setVersion(number(line, value));
      case "c", "create" ->
          compare.setTarget(Compare.CompareTarget.CREATE).setCreateRevision(number(line, value));
      case "m", "mod" ->
          compare.setTarget(Compare.CompareTarget.MOD).setModRevision(number(line, value));
      case "val", "value" ->
          compare.setTarget(Compare.CompareTarget.VALUE).setValue(Typed.bytes(value));
      case "lease" ->
          compare
              .setTarget(Compare.CompareTarget.LEASE)
              .setLease(TypedNumber.hex(value, _ -> badCompare(line)));
      default -> throw bad("malformed comparison: " + line + " (unknown target " + target + ")");
    };
  }

  private static long number(String line, String value) {
    return TypedNumber.decimal(value, _ -> badCompare(line));
  }

  /// An unknown operator ends etcd's tool with a stack trace.
  private static Compare.CompareResult result(String line, String operator) {
    return switch (operator) {
      case "=" -> Compare.CompareResult.EQUAL;
      case "!=" -> Compare.CompareResult.NOT_EQUAL;
      case ">" -> Compare.CompareResult.GREATER;
      case "<" -> Compare.CompareResult.LESS;
      default ->
          throw bad("malformed comparison: " + line + " (unknown operator " + operator + ")");
    };
  }

  static RequestOp request(String line, Terminal terminal) throws IOException {
    List<String> words = QuotedScanner.words(line);
    if (words.size() < REQUEST_WORDS_MIN) {
      throw badCompare(line);
    }
    List<String> rest = words.subList(1, words.size());
    RequestOp.Builder request = RequestOp.newBuilder();
    return switch (words.getFirst()) {
      case "put" ->
          request
              .setRequestPut(
                  PutCommand.request(
                      call(line, Invocation.parse(PutCommand.command(), rest, terminal))))
              .build();
      case "get" ->
          request
              .setRequestRange(
                  GetCommand.request(
                      call(line, Invocation.parse(GetCommand.command(), rest, terminal))))
              .build();
      case "del" ->
          request
              .setRequestDeleteRange(
                  DelCommand.request(
                      call(line, Invocation.parse(DelCommand.command(), rest, terminal))))
              .build();
      default -> throw bad("invalid txn request: " + line);
    };
  }

  private static Invocation call(String line, Optional<Invocation> parsed) {
    return parsed.orElseThrow(() -> bad("invalid txn request: " + line));
  }

  private static CommandFailure badCompare(String line) {
    return bad("invalid txn compare request: " + line);
  }

  static CommandFailure bad(String message) {
    return new CommandFailure(ExitCode.ETCD_BAD_INPUT, message);
  }
}
