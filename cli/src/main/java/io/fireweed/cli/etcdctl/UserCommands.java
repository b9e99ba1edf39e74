package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.AuthRoleGetRequest;
import io.fireweed.api.rpc.AuthUserAddRequest;
import io.fireweed.api.rpc.AuthUserChangePasswordRequest;
import io.fireweed.api.rpc.AuthUserDeleteRequest;
import io.fireweed.api.rpc.AuthUserGetRequest;
import io.fireweed.api.rpc.AuthUserGetResponse;
import io.fireweed.api.rpc.AuthUserGrantRoleRequest;
import io.fireweed.api.rpc.AuthUserListRequest;
import io.fireweed.api.rpc.AuthUserListResponse;
import io.fireweed.api.rpc.AuthUserRevokeRoleRequest;
import io.fireweed.api.rpc.auth.UserAddOptions;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.FlagKind;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.Rpc;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// `user` and its commands.
final class UserCommands {
  private static final String INTERACTIVE = "interactive";
  private static final String NEW_PASSWORD = "new-user-password";
  private static final String NO_PASSWORD = "no-password";
  private static final int GRANT_ARGUMENTS = 2;

  private UserCommands() {}

  static Command group() {
    Flag interactive =
        new Flag(
            INTERACTIVE,
            "",
            FlagKind.SWITCH,
            "true",
            Flag.Requirement.OPTIONAL,
            "Read password from stdin instead of interactive terminal if false");
    return Command.group(
        "user",
        "User related commands",
        List.of(
            AuthCommands.leaf(
                "add",
                "<user name or user:password> [options]",
                "Adds a new user",
                List.of(
                    interactive,
                    Flag.string(NEW_PASSWORD, "", "Supply password from the command line flag"),
                    Flag.onOff(NO_PASSWORD, "Create a user without password (CN based auth only)")),
                UserCommands::add),
            AuthCommands.leaf(
                "delete", "<user name>", "Deletes a user", List.of(), UserCommands::delete),
            AuthCommands.leaf(
                "get",
                "<user name> [options]",
                "Gets detailed information of a user",
                List.of(Flag.onOff("detail", "Show permissions of roles granted to the user")),
                UserCommands::get),
            AuthCommands.leaf(
                "grant-role",
                "<user name> <role name>",
                "Grants a role to a user",
                List.of(),
                UserCommands::grant),
            AuthCommands.leaf("list", "", "Lists all users", List.of(), UserCommands::list),
            AuthCommands.leaf(
                "passwd",
                "<user name> [options]",
                "Changes password of user",
                List.of(interactive),
                UserCommands::changePassword),
            AuthCommands.leaf(
                "revoke-role",
                "<user name> <role name>",
                "Revokes a role from a user",
                List.of(),
                UserCommands::revoke)));
  }

  private static ExitCode add(Invocation call) throws IOException {
    AuthCommands.requireArguments(call, 1, "user add command requires user name as its argument");
    String argument = call.arguments().getFirst();
    AuthUserAddRequest.Builder request = AuthUserAddRequest.newBuilder().setName(argument);
    int colon = argument.indexOf(':');
    if (call.isOn(NO_PASSWORD)) {
      request.setOptions(UserAddOptions.newBuilder().setNoPassword(true));
    } else if (call.isGiven(NEW_PASSWORD)) {
      request.setPassword(call.text(NEW_PASSWORD));
    } else if (colon >= 0) {
      request.setName(argument.substring(0, colon)).setPassword(argument.substring(colon + 1));
      if (colon == 0) {
        throw KeyRange.bad("empty user name is not allowed");
      }
    } else {
      request.setPassword(password(call, argument));
    }
    try (Online online = Online.open(call)) {
      var answer =
          online.ask(
              Rpc.USER_ADD,
              request.hasOptions()
                  ? request.build()
                  : request.setOptions(UserAddOptions.getDefaultInstance()).build());
      return AuthCommands.done(
          online, answer, answer.getHeader(), "User " + request.getName() + " created");
    }
  }

  private static ExitCode delete(Invocation call) throws IOException {
    AuthCommands.requireArguments(
        call, 1, "user delete command requires user name as its argument");
    String user = call.arguments().getFirst();
    try (Online online = Online.open(call)) {
      var answer =
          online.ask(Rpc.USER_DELETE, AuthUserDeleteRequest.newBuilder().setName(user).build());
      return AuthCommands.done(online, answer, answer.getHeader(), "User " + user + " deleted");
    }
  }

  private static ExitCode get(Invocation call) throws IOException {
    AuthCommands.requireArguments(call, 1, "user get command requires user name as its argument");
    String user = call.arguments().getFirst();
    try (Online online = Online.open(call)) {
      AuthUserGetResponse answer =
          online.ask(Rpc.USER_GET, AuthUserGetRequest.newBuilder().setName(user).build());
      if (call.isOn("detail")) {
        describe(online, user, answer);
        return ExitCode.DONE;
      }
      AuthCommands.refuseFields(online);
      return online.print(
          Online.Answer.of(
              answer,
              out -> {
                out.println("User: " + user);
                StringBuilder roles = new StringBuilder("Roles:");
                answer.getRolesList().forEach(role -> roles.append(' ').append(role));
                out.println(roles);
              },
              _ -> {}));
    }
  }

  private static void describe(Online online, String user, AuthUserGetResponse answer) {
    PrintStream out = online.out();
    out.println("User: " + user);
    for (String role : answer.getRolesList()) {
      out.println();
      AuthRoleGetRequest request = AuthRoleGetRequest.newBuilder().setRole(role).build();
      RoleCommands.describe(role, online.ask(Rpc.ROLE_GET, request), out);
    }
  }

  private static ExitCode list(Invocation call) throws IOException {
    AuthCommands.requireArguments(call, 0, "user list command requires no arguments");
    try (Online online = Online.open(call)) {
      AuthUserListResponse answer =
          online.ask(Rpc.USER_LIST, AuthUserListRequest.getDefaultInstance());
      AuthCommands.refuseFields(online);
      return online.print(
          Online.Answer.of(answer, out -> answer.getUsersList().forEach(out::println), _ -> {}));
    }
  }

  private static ExitCode changePassword(Invocation call) throws IOException {
    AuthCommands.requireArguments(
        call, 1, "user passwd command requires user name as its argument");
    String user = call.arguments().getFirst();
    AuthUserChangePasswordRequest request =
        AuthUserChangePasswordRequest.newBuilder()
            .setName(user)
            .setPassword(password(call, user))
            .build();
    try (Online online = Online.open(call)) {
      var answer = online.ask(Rpc.USER_CHANGE_PASSWORD, request);
      return AuthCommands.done(online, answer, answer.getHeader(), "Password updated");
    }
  }

  private static ExitCode grant(Invocation call) throws IOException {
    AuthCommands.requireArguments(
        call,
        GRANT_ARGUMENTS,
        "user grant command requires user name and role name as its argument");
    String user = call.arguments().getFirst();
    String role = call.arguments().get(1);
    try (Online online = Online.open(call)) {
      var answer =
          online.ask(
              Rpc.USER_GRANT_ROLE,
              AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build());
      return AuthCommands.done(
          online, answer, answer.getHeader(), "Role " + role + " is granted to user " + user);
    }
  }

  private static ExitCode revoke(Invocation call) throws IOException {
    AuthCommands.requireArguments(
        call, GRANT_ARGUMENTS, "user revoke-role requires user name and role name as its argument");
    String user = call.arguments().getFirst();
    String role = call.arguments().get(1);
    try (Online online = Online.open(call)) {
      var answer =
          online.ask(
              Rpc.USER_REVOKE_ROLE,
              AuthUserRevokeRoleRequest.newBuilder().setName(user).setRole(role).build());
      return AuthCommands.done(
          online, answer, answer.getHeader(), "Role " + role + " is revoked from user " + user);
    }
  }

  /// An empty password is refused, which etcd's tool takes from standard input.
  ///
  /// {@return a password typed twice, or the first word of standard input with
  /// `--interactive=false`}
  private static String password(Invocation call, String user) throws IOException {
    if (!call.isOn(INTERACTIVE)) {
      String line =
          new BufferedReader(new InputStreamReader(call.terminal().in(), StandardCharsets.UTF_8))
              .readLine();
      String word = line == null ? "" : line.strip();
      if (word.isEmpty()) {
        throw KeyRange.bad("empty password");
      }
      return word;
    }
    String first = typed("Password of " + user + ": ");
    String second = typed("Type password of " + user + " again for confirmation: ");
    if (!first.equals(second)) {
      throw KeyRange.bad("given passwords are different");
    }
    return first;
  }

  private static String typed(String prompt) {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .flatMap(console -> Optional.ofNullable(console.readPassword("%s", prompt)))
        .map(String::new)
        .filter(password -> !password.isEmpty())
        .orElseThrow(() -> KeyRange.bad("empty password"));
  }
}
