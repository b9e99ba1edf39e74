package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.AuthRoleAddRequest;
import io.fireweed.api.rpc.AuthRoleDeleteRequest;
import io.fireweed.api.rpc.AuthRoleGetRequest;
import io.fireweed.api.rpc.AuthRoleGetResponse;
import io.fireweed.api.rpc.AuthRoleGrantPermissionRequest;
import io.fireweed.api.rpc.AuthRoleListRequest;
import io.fireweed.api.rpc.AuthRoleListResponse;
import io.fireweed.api.rpc.AuthRoleRevokePermissionRequest;
import io.fireweed.api.rpc.auth.Permission;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.Rpc;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// `role` and its commands.
final class RoleCommands {
  private static final ByteString OPEN = ByteString.copyFrom(new byte[1]);
  private static final int GRANT_ARGUMENTS_MIN = 3;
  private static final int REVOKE_ARGUMENTS_MIN = 2;

  private RoleCommands() {}

  static Command group() {
    List<Flag> grant = KeyRange.flags("grant a permission for");
    List<Flag> revoke = KeyRange.flags("revoke a permission for");
    return Command.group(
        "role",
        "Role related commands",
        List.of(
            AuthCommands.leaf(
                "add", "<role name>", "Adds a new role", List.of(), RoleCommands::add),
            AuthCommands.leaf(
                "delete", "<role name>", "Deletes a role", List.of(), RoleCommands::delete),
            AuthCommands.leaf(
                "get",
                "<role name>",
                "Gets detailed information of a role",
                List.of(),
                RoleCommands::get),
            AuthCommands.leaf(
                "grant-permission",
                "[options] <role name> <permission type> <key> [endkey]",
                "Grants a key to a role",
                grant,
                RoleCommands::grant),
            AuthCommands.leaf("list", "", "Lists all roles", List.of(), RoleCommands::list),
            AuthCommands.leaf(
                "revoke-permission",
                "<role name> <key> [endkey]",
                "Revokes a key from a role",
                revoke,
                RoleCommands::revoke)));
  }

  private static ExitCode add(Invocation call) throws IOException {
    AuthCommands.requireArguments(call, 1, "role add command requires role name as its argument");
    String role = call.arguments().getFirst();
    try (Online online = Online.open(call)) {
      var answer = online.ask(Rpc.ROLE_ADD, AuthRoleAddRequest.newBuilder().setName(role).build());
      return AuthCommands.done(online, answer, answer.getHeader(), "Role " + role + " created");
    }
  }

  private static ExitCode delete(Invocation call) throws IOException {
    AuthCommands.requireArguments(
        call, 1, "role delete command requires role name as its argument");
    String role = call.arguments().getFirst();
    try (Online online = Online.open(call)) {
      var answer =
          online.ask(Rpc.ROLE_DELETE, AuthRoleDeleteRequest.newBuilder().setRole(role).build());
      return AuthCommands.done(online, answer, answer.getHeader(), "Role " + role + " deleted");
    }
  }

  private static ExitCode list(Invocation call) throws IOException {
    AuthCommands.requireArguments(call, 0, "role list command requires no arguments");
    try (Online online = Online.open(call)) {
      AuthRoleListResponse answer =
          online.ask(Rpc.ROLE_LIST, AuthRoleListRequest.getDefaultInstance());
      return online.print(
          Online.Answer.of(
              answer,
              out -> answer.getRolesList().forEach(out::println),
              fields -> {
                KeyValueText.header(answer.getHeader(), fields);
                fields.field(
                    "Roles",
                    answer.getRolesList().stream()
                        .map(GoQuote::quote)
                        .collect(Collectors.joining(" ")));
              }));
    }
  }

  private static ExitCode get(Invocation call) throws IOException {
    AuthCommands.requireArguments(call, 1, "role get command requires role name as its argument");
    String role = call.arguments().getFirst();
    try (Online online = Online.open(call)) {
      AuthRoleGetResponse answer =
          online.ask(Rpc.ROLE_GET, AuthRoleGetRequest.newBuilder().setRole(role).build());
      return online.print(
          Online.Answer.of(
              answer,
              out -> describe(role, answer, out),
              fields -> {
                KeyValueText.header(answer.getHeader(), fields);
                for (Permission permission : answer.getPermList()) {
                  fields
                      .field("PermType", " " + permission.getPermType().name())
                      .field("Key", GoQuote.quote(permission.getKey().toByteArray()))
                      .field("RangeEnd", GoQuote.quote(permission.getRangeEnd().toByteArray()));
                }
              }));
    }
  }

  /// Prints which keys a role may read and write.
  static void describe(String role, AuthRoleGetResponse answer, PrintStream out) {
    out.println("Role " + role);
    out.println("KV Read:");
    for (Permission permission : answer.getPermList()) {
      if (permission.getPermType() != Permission.Type.WRITE) {
        out.println("\t" + range(permission));
      }
    }
    out.println("KV Write:");
    for (Permission permission : answer.getPermList()) {
      if (permission.getPermType() != Permission.Type.READ) {
        out.println("\t" + range(permission));
      }
    }
  }

  private static String range(Permission permission) {
    String key = permission.getKey().toStringUtf8();
    ByteString end = permission.getRangeEnd();
    if (end.isEmpty()) {
      return key;
    }
    if (end.equals(OPEN)) {
      return "[" + key + ", <open ended>";
    }
    boolean prefix = end.equals(KeyRange.endOfPrefix(permission.getKey()));
    return "[" + key + ", " + end.toStringUtf8() + ")" + (prefix ? " (prefix " + key + ")" : "");
  }

  private static ExitCode grant(Invocation call) throws IOException {
    if (call.arguments().size() < GRANT_ARGUMENTS_MIN) {
      throw KeyRange.bad(
          "role grant command requires role name, permission type, and key [endkey] as its"
              + " argument");
    }
    String role = call.arguments().getFirst();
    Permission.Type type = type(call.arguments().get(1));
    KeyRange range = KeyRange.of(call.without(2));
    AuthRoleGrantPermissionRequest request =
        AuthRoleGrantPermissionRequest.newBuilder()
            .setName(role)
            .setPerm(
                Permission.newBuilder()
                    .setPermType(type)
                    .setKey(range.key())
                    .setRangeEnd(range.end()))
            .build();
    try (Online online = Online.open(call)) {
      var answer = online.ask(Rpc.ROLE_GRANT_PERMISSION, request);
      return AuthCommands.done(online, answer, answer.getHeader(), "Role " + role + " updated");
    }
  }

  private static Permission.Type type(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "READ" -> Permission.Type.READ;
      case "WRITE" -> Permission.Type.WRITE;
      case "READWRITE" -> Permission.Type.READWRITE;
      default -> throw KeyRange.bad("invalid permission type: " + word);
    };
  }

  private static ExitCode revoke(Invocation call) throws IOException {
    if (call.arguments().size() < REVOKE_ARGUMENTS_MIN) {
      throw KeyRange.bad(
          "role revoke-permission command requires role name and key [endkey] as its argument");
    }
    String role = call.arguments().getFirst();
    KeyRange range = KeyRange.of(call.without(1));
    AuthRoleRevokePermissionRequest request =
        AuthRoleRevokePermissionRequest.newBuilder()
            .setRole(role)
            .setKey(range.key())
            .setRangeEnd(range.end())
            .build();
    try (Online online = Online.open(call)) {
      var answer = online.ask(Rpc.ROLE_REVOKE_PERMISSION, request);
      return AuthCommands.done(
          online,
          answer,
          answer.getHeader(),
          "Permission of " + sentence(range) + " is revoked from role " + role);
    }
  }

  private static String sentence(KeyRange range) {
    String key = range.key().toStringUtf8();
    if (range.end().isEmpty()) {
      return "key " + key;
    }
    return range.end().equals(OPEN)
        ? "range [" + key + ", <open ended>"
        : "range [" + key + ", " + range.end().toStringUtf8() + ")";
  }
}
