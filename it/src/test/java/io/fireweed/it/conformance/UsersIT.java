package io.fireweed.it.conformance;

import static io.fireweed.it.conformance.Accounts.addRole;
import static io.fireweed.it.conformance.Accounts.addUser;
import static io.fireweed.it.conformance.Accounts.addUserWithoutPassword;
import static io.fireweed.it.conformance.Accounts.allow;
import static io.fireweed.it.conformance.Accounts.allowPrefix;
import static io.fireweed.it.conformance.Accounts.changePassword;
import static io.fireweed.it.conformance.Accounts.deleteRole;
import static io.fireweed.it.conformance.Accounts.deleteUser;
import static io.fireweed.it.conformance.Accounts.disable;
import static io.fireweed.it.conformance.Accounts.enable;
import static io.fireweed.it.conformance.Accounts.forbid;
import static io.fireweed.it.conformance.Accounts.getRole;
import static io.fireweed.it.conformance.Accounts.getUser;
import static io.fireweed.it.conformance.Accounts.grant;
import static io.fireweed.it.conformance.Accounts.listRoles;
import static io.fireweed.it.conformance.Accounts.listUsers;
import static io.fireweed.it.conformance.Accounts.login;
import static io.fireweed.it.conformance.Accounts.revoke;
import static io.fireweed.it.conformance.Accounts.right;
import static io.fireweed.it.conformance.Accounts.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.AuthGrpc;
import io.fireweed.api.rpc.AuthRoleGrantPermissionRequest;
import io.fireweed.api.rpc.auth.Permission;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Users and roles: made, listed, changed, taken away.
@EverySubject
class UsersIT extends GuardedServer {
  private static final Permission.Type READ = Permission.Type.READ;
  private static final Permission.Type WRITE = Permission.Type.WRITE;
  private static final Permission.Type READWRITE = Permission.Type.READWRITE;

  UsersIT(Subject subject) {
    super(subject);
  }

  private List<String> users() {
    return listUsers().by(client).getUsersList();
  }

  private List<String> roles() {
    return listRoles().by(client).getRolesList();
  }

  private List<Permission> rights(String role) {
    return getRole(role).by(client).getPermList();
  }

  private List<String> rolesOf(String user) {
    return getUser(user).by(client).getRolesList();
  }

  @Test
  void aUserHasANameOfItsOwn() {
    addUser("b", "pw").by(client);
    addUser("a", "").by(client);
    addUserWithoutPassword("c").by(client);
    assertThat(users()).containsExactly("a", "b", "c", "root", "u");
    addUser("", "pw").refusedTo(client, EtcdError.USER_EMPTY);
    addUser("b", "other").refusedTo(client, EtcdError.USER_ALREADY_EXISTS);
    addUserWithoutPassword("b").refusedTo(client, EtcdError.USER_ALREADY_EXISTS);
    deleteUser("b").by(client);
    assertThat(users()).containsExactly("a", "c", "root", "u");
    addUser("b", "pw").by(client);
    assertThat(rolesOf("b")).isEmpty();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    getUser("x").refusedTo(client, EtcdError.USER_NOT_FOUND);
    deleteUser("x").refusedTo(client, EtcdError.USER_NOT_FOUND);
    changePassword("x", "pw").refusedTo(client, EtcdError.USER_NOT_FOUND);
    grant("x", "r").refusedTo(client, EtcdError.USER_NOT_FOUND);
    grant("u", "x").refusedTo(client, EtcdError.ROLE_NOT_FOUND);
    revoke("x", "r").refusedTo(client, EtcdError.USER_NOT_FOUND);
    revoke("u", "x").refusedTo(client, EtcdError.ROLE_NOT_GRANTED);
    getRole("x").refusedTo(client, EtcdError.ROLE_NOT_FOUND);
    deleteRole("x").refusedTo(client, EtcdError.ROLE_NOT_FOUND);
    allow("x", READ, "k").refusedTo(client, EtcdError.ROLE_NOT_FOUND);
    forbid("x", "k", ByteString.EMPTY).refusedTo(client, EtcdError.ROLE_NOT_FOUND);
    forbid("r", "k", ByteString.EMPTY).refusedTo(client, EtcdError.PERMISSION_NOT_GRANTED);
  }

  @Test
  void aUserHasRolesInOrderOfTheirNames() {
    for (String role : new String[] {"b", "c", "a"}) {
      addRole(role).by(client);
      grant("u", role).by(client);
    }
    grant("u", "b").by(client);
    assertThat(rolesOf("u")).containsExactly("a", "b", "c", "r");
    revoke("u", "b").by(client);
    assertThat(rolesOf("u")).containsExactly("a", "c", "r");
    deleteRole("c").by(client);
    assertThat(rolesOf("u")).containsExactly("a", "r");
    assertThat(roles()).containsExactly("a", "b", "r", "root");
    addRole("").refusedTo(client, EtcdError.ROLE_EMPTY);
    addRole("a").refusedTo(client, EtcdError.ROLE_ALREADY_EXISTS);
  }

  @Test
  void aRoleHasOneRightForARange() {
    addRole("s").by(client);
    assertThat(rights("s")).isEmpty();
    ByteString end = Ask.bytes("d");
    allow("s", READ, "c", end).by(client);
    allow("s", WRITE, "b").by(client);
    allow("s", READWRITE, "a", Ask.OPEN).by(client);
    assertThat(rights("s"))
        .containsExactly(
            right(READWRITE, "a", Ask.OPEN),
            right(WRITE, "b", ByteString.EMPTY),
            right(READ, "c", end));
    allow("s", READWRITE, "c", end).by(client);
    assertThat(rights("s")).hasSize(3).contains(right(READWRITE, "c", end));
    forbid("s", "c", Ask.bytes("e")).refusedTo(client, EtcdError.PERMISSION_NOT_GRANTED);
    forbid("s", "c", end).by(client);
    forbid("s", "a", Ask.OPEN).by(client);
    assertThat(rights("s")).containsExactly(right(WRITE, "b", ByteString.EMPTY));
  }

  @Test
  void aRightIsOnARangeThatIsOne() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4 takes any range, and a request without one ends it
    }
    allow("r", READ, "").refusedTo(client, EtcdError.INVALID_AUTH_MGMT);
    allow("r", READ, "b", Ask.bytes("a")).refusedTo(client, EtcdError.INVALID_AUTH_MGMT);
    allow("r", READ, "b", Ask.bytes("b")).refusedTo(client, EtcdError.INVALID_AUTH_MGMT);
    client.refuses(
        EtcdError.PERMISSION_NOT_GIVEN,
        AuthGrpc.getRoleGrantPermissionMethod(),
        AuthRoleGrantPermissionRequest.newBuilder().setName("r").build());
  }

  @Test
  void rootNeedsItsRoleBeforeAnybodyIsAsked() {
    login("root", "root").refusedTo(client, EtcdError.AUTH_NOT_ENABLED);
    revoke("root", "root").by(client);
    enable().refusedTo(client, EtcdError.ROOT_ROLE_NOT_EXIST);
    deleteUser("root").by(client);
    enable().refusedTo(client, EtcdError.ROOT_USER_NOT_EXIST);
    addUser("root", "root").by(client);
    deleteRole("root").by(client);
    grant("root", "root").by(client);
    Client root = guard();
    assertThat(getUser("root").by(root).getRolesList()).containsExactly("root");
  }

  @Test
  void askingTwiceIsAskingOnce() {
    Client root = guard();
    enable().by(root);
    assertThat(listUsers().by(root).getUsersList()).containsExactly("root", "u");
    disable().by(root);
    disable().by(client);
    assertThat(users()).containsExactly("root", "u");
  }

  @Test
  void rootAndItsRoleStayWhileCallersAreAsked() {
    Client root = guard();
    deleteUser("root").refusedTo(root, EtcdError.INVALID_AUTH_MGMT);
    deleteRole("root").refusedTo(root, EtcdError.INVALID_AUTH_MGMT);
    revoke("root", "root").refusedTo(root, EtcdError.INVALID_AUTH_MGMT);
    deleteUser("x").refusedTo(root, EtcdError.USER_NOT_FOUND);
    deleteRole("r").by(root);
    deleteUser("u").by(root);
    assertThat(listUsers().by(root).getUsersList()).containsExactly("root");
  }

  @Test
  void theRoleOfRootIsShownAsWhatItMeans() {
    if (isBefore(Release.V3_7)) {
      assertThat(rights("root")).isEmpty(); // the rest is the same
      return;
    }
    assertThat(rights("root")).containsExactly(right(READWRITE, "", Ask.OPEN));
    allowPrefix("root", READ, "a").by(client);
    assertThat(rights("root")).containsExactly(right(READWRITE, "", Ask.OPEN));
  }

  @Test
  void aUserSeesItselfAndItsRolesAndNobodyElse() {
    addUser("v", "v").by(client);
    addRole("s").by(client);
    guard();
    Client user = user();
    assertThat(getUser("u").by(user).getRolesList()).containsExactly("r");
    assertThat(getRole("r").by(user).getPermList()).hasSize(1);
    for (Call<?, ?> call :
        List.of(
            getUser("v"),
            getUser("root"),
            getRole("s"),
            listUsers(),
            listRoles(),
            addUser("w", "w"),
            deleteUser("v"),
            changePassword("u", "new"),
            grant("u", "root"),
            revoke("u", "r"),
            addRole("t"),
            deleteRole("s"),
            allow("r", READ, "k"),
            forbid("r", "k", ByteString.EMPTY),
            disable())) {
      call.refusedTo(user, EtcdError.PERMISSION_DENIED);
      call.refusedTo(nobody, EtcdError.USER_EMPTY);
    }
  }

  @Test
  void everyChangeOfUsersAndRolesHasARevision() {
    if (isBefore(Release.V3_5)) {
      return; // there is no call that tells
    }
    long before = status().by(client).getAuthRevision();
    addUser("v", "v").by(client);
    addRole("s").by(client);
    grant("v", "s").by(client);
    allow("s", READ, "k").by(client);
    changePassword("v", "w").by(client);
    forbid("s", "k", ByteString.EMPTY).by(client);
    revoke("v", "s").by(client);
    deleteRole("s").by(client);
    deleteUser("v").by(client);
    assertThat(status().by(client).getAuthRevision()).isEqualTo(before + 9);
    addUser("u", "u").refusedTo(client, EtcdError.USER_ALREADY_EXISTS);
    grant("u", "r").by(client);
    assertThat(status().by(client).getEnabled()).isFalse();
    Client root = guard();
    assertThat(status().by(root).getEnabled()).isTrue();
    assertThat(status().by(root).getAuthRevision()).isEqualTo(before + 9);
    disable().by(root);
    assertThat(status().by(client).getAuthRevision()).isEqualTo(before + 10);
  }
}
