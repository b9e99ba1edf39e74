package io.fireweed.it.conformance;

import static io.fireweed.it.conformance.Accounts.addRole;
import static io.fireweed.it.conformance.Accounts.addUser;
import static io.fireweed.it.conformance.Accounts.allowPrefix;
import static io.fireweed.it.conformance.Accounts.deleteRole;
import static io.fireweed.it.conformance.Accounts.deleteUser;
import static io.fireweed.it.conformance.Accounts.disable;
import static io.fireweed.it.conformance.Accounts.enable;
import static io.fireweed.it.conformance.Accounts.grant;
import static io.fireweed.it.conformance.Accounts.listRoles;
import static io.fireweed.it.conformance.Accounts.listUsers;

import io.fireweed.api.rpc.auth.Permission;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Subject;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A shared server with users, who may be asked for their names: `root`, and `u` with the role `r`,
/// who may do everything below [#key]`("")`. Their passwords are their names. What a test changes
/// of them is gone after it.
abstract class GuardedServer extends SharedServer {
  /// Whoever has no token.
  final Client nobody;

  GuardedServer(Subject subject) {
    super(subject, "--bcrypt-cost=4");
    this.nobody = client;
  }

  @BeforeEach
  void addUsers() {
    for (String name : new String[] {"root", "u"}) {
      addUser(name, name).by(client);
    }
    addRole("root").by(client);
    addRole("r").by(client);
    grant("root", "root").by(client);
    grant("u", "r").by(client);
    allowPrefix("r", Permission.Type.READWRITE, key("")).by(client);
  }

  /// {@return root; from now on callers are asked who they are}
  Client guard() {
    enable().by(client);
    return client.as("root", "root");
  }

  Client user() {
    return client.as("u", "u");
  }

  @AfterEach
  void removeUsers() {
    if (listUsersFails()) {
      disable().by(client.as("root", "root"));
    }
    listUsers().by(client).getUsersList().forEach(name -> deleteUser(name).by(client));
    listRoles().by(client).getRolesList().forEach(name -> deleteRole(name).by(client));
  }

  private boolean listUsersFails() {
    try {
      listUsers().by(client);
      return false;
    } catch (StatusRuntimeException asked) {
      return true;
    }
  }
}
