package io.fireweed.it.moved;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a member shows of itself, as etcd's own `etcdctl` prints it.
///
/// @param hash HashKV with the revision it is of
/// @param leases each with its granted TTL and its keys
/// @param clusterVersion as `/version` tells it
record Contents(
    String hash,
    String keys,
    List<String> leases,
    String users,
    String roles,
    String alarms,
    String clusterVersion) {
  private static final Pattern HASH = Pattern.compile("\"hash\":(\\d+)");
  private static final Pattern REVISION = Pattern.compile("\"revision\":(\\d+)");
  private static final Pattern KEYS = Pattern.compile("attached keys\\(\\[(.*)]\\)");
  private static final Pattern CLUSTER = Pattern.compile("\"etcdcluster\":\"([^\"]*)\"");

  /// @param etcd whose `etcdctl` asks
  /// @param login `name:password`, where authentication is enabled
  static Contents of(RealEtcd member, EtcdPrograms etcd, Optional<String> login) {
    Shell shell = new Shell(member, etcd, login);
    String hashed = shell.run("endpoint", "hashkv", "-w", "json");
    return new Contents(
        first(HASH, hashed) + " at " + first(REVISION, hashed),
        shell
            .run("get", "", "--from-key", "-w", "json")
            .replaceAll("\"header\":\\{[^}]*\\},?", "")
            .replaceAll("(eHh4)+", "xxx"),
        leases(shell),
        each(shell, "user"),
        each(shell, "role"),
        shell.run("alarm", "list").replaceAll("memberID:\\d+ ", ""),
        clusterVersion(member));
  }

  Contents withClusterVersion(String other) {
    return new Contents(hash, keys, leases, users, roles, alarms, other);
  }

  /// Calls of one `etcdctl` to one member, which must succeed.
  record Shell(RealEtcd member, EtcdPrograms etcd, Optional<String> login) {
    String run(String... words) {
      ProgramRun run = attempt(words);
      assertThat(run.exitCode()).as("%s%n%s", run, member.logText()).isZero();
      return run.out();
    }

    ProgramRun attempt(String... words) {
      List<String> all = new ArrayList<>(List.of("--endpoints=" + member.clientUrl()));
      login.ifPresent(user -> all.add("--user=" + user));
      all.addAll(List.of(words));
      return etcd.etcdctl(all);
    }
  }

  private static List<String> leases(Shell shell) {
    return shell
        .run("lease", "list")
        .lines()
        .filter(line -> line.matches("[0-9a-f]+"))
        .sorted()
        .map(id -> shell.run("lease", "timetolive", id, "--keys"))
        .map(Contents::withKeysInOrder)
        .toList();
  }

  /// Without the time that remains; etcd tells the keys in no order.
  private static String withKeysInOrder(String told) {
    Matcher keys = KEYS.matcher(told);
    assertThat(keys.find()).as("%s", told).isTrue();
    return told.substring(0, keys.start()).replaceAll("remaining.*", "")
        + Stream.of(keys.group(1).split(" ", -1)).sorted().toList();
  }

  /// Of the role root, 3.7 tells that it may do everything, and older ones what its row says.
  private static String each(Shell shell, String kind) {
    StringBuilder told = new StringBuilder();
    shell
        .run(kind, "list")
        .lines()
        .filter(name -> kind.equals("user") || !name.equals("root"))
        .forEach(name -> told.append(shell.run(kind, "get", name)).append('\n'));
    return told.toString();
  }

  private static String clusterVersion(RealEtcd member) {
    URI version = URI.create(member.clientUrl() + "/version");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return first(
          CLUSTER,
          http.send(HttpRequest.newBuilder(version).build(), HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      throw new AssertionError("asking " + version, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while asking " + version, e);
    }
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1);
  }
}
