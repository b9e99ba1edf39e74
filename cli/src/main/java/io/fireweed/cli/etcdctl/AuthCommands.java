package io.fireweed.cli.etcdctl;

import com.google.protobuf.Message;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.AuthDisableRequest;
import io.fireweed.api.rpc.AuthEnableRequest;
import io.fireweed.api.rpc.AuthRoleAddRequest;
import io.fireweed.api.rpc.AuthStatusRequest;
import io.fireweed.api.rpc.AuthStatusResponse;
import io.fireweed.api.rpc.AuthUserGrantRoleRequest;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.cli.command.Action;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdutl.OutputFlag;
import io.fireweed.cli.print.OutputFormat;
import io.fireweed.client.Rpc;
import java.io.IOException;
import java.util.List;

/// `auth enable`, `disable` and `status`, and what the commands about users and roles share.
final class AuthCommands {
  private static final String ROOT = "root";

  private AuthCommands() {}

  static Command group() {
    return Command.group(
        "auth",
        "Enable or disable authentication",
        List.of(
            leaf("disable", "", "Disables authentication", List.of(), AuthCommands::disable),
            leaf("enable", "", "Enables authentication", List.of(), AuthCommands::enable),
            leaf("status", "", "Returns authentication status", List.of(), AuthCommands::status)));
  }

  static Command leaf(
      String name, String synopsis, String summary, List<Flag> flags, Action action) {
    return new Command(
        name, synopsis, summary, "", flags, new Command.Body.Leaf(new ArgumentCount.Any(), action));
  }

  private static ExitCode enable(Invocation call) {
    requireNone(call, "enable");
    try (Online online = Online.open(call)) {
      try {
        online.ask(Rpc.AUTH_ENABLE, AuthEnableRequest.getDefaultInstance());
      } catch (CommandFailure e) {
        if (!EtcdError.ROOT_ROLE_NOT_EXIST.text().equals(e.getMessage())) {
          throw e;
        }
        // The user root is there without its role: it gets both, as with etcd's tool.
        online.ask(Rpc.ROLE_ADD, AuthRoleAddRequest.newBuilder().setName(ROOT).build());
        online.ask(
            Rpc.USER_GRANT_ROLE,
            AuthUserGrantRoleRequest.newBuilder().setUser(ROOT).setRole(ROOT).build());
        online.ask(Rpc.AUTH_ENABLE, AuthEnableRequest.getDefaultInstance());
      }
      online.out().println("Authentication Enabled");
      return ExitCode.DONE;
    }
  }

  private static ExitCode disable(Invocation call) {
    requireNone(call, "disable");
    try (Online online = Online.open(call)) {
      online.ask(Rpc.AUTH_DISABLE, AuthDisableRequest.getDefaultInstance());
      online.out().println("Authentication Disabled");
      return ExitCode.DONE;
    }
  }

  private static ExitCode status(Invocation call) throws IOException {
    requireNone(call, "status");
    try (Online online = Online.open(call)) {
      AuthStatusResponse answer =
          online.ask(Rpc.AUTH_STATUS, AuthStatusRequest.getDefaultInstance());
      refuseFields(online);
      return online.print(
          Online.Answer.of(
              answer,
              out -> {
                out.println("Authentication Status: " + answer.getEnabled());
                out.println("AuthRevision: " + Long.toUnsignedString(answer.getAuthRevision()));
              },
              _ -> {}));
    }
  }

  private static void requireNone(Invocation call, String verb) {
    if (!call.arguments().isEmpty()) {
      throw KeyRange.bad("auth " + verb + " command does not accept any arguments");
    }
  }

  /// Prints one sentence for a change, or the message.
  static ExitCode done(Online online, Message answer, ResponseHeader header, String sentence)
      throws IOException {
    return online.print(
        Online.Answer.of(
            answer, out -> out.println(sentence), fields -> KeyValueText.header(header, fields)));
  }

  static void refuseFields(Online online) {
    if (online.format() == OutputFormat.FIELDS) {
      throw OutputFlag.cannotPrint(online.format());
    }
  }

  static void requireArguments(Invocation call, int count, String complaint) {
    if (call.arguments().size() != count) {
      throw KeyRange.bad(complaint);
    }
  }
}
