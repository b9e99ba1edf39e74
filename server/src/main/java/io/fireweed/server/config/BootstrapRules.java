package io.fireweed.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the list of the first members must say of this one; asked only of a member without data.
public final class BootstrapRules {
  private BootstrapRules() {}

  /// {@return the first members, by name}
  ///
  /// @throws BadSettingException in the words of etcd, if the list contradicts itself or the member
  public static Map<String, List<MemberUrl>> listed(MemberConfig config) {
    Map<String, List<MemberUrl>> members =
        switch (config.bootstrap().source()) {
          case Bootstrap.Listed list -> list.members();
          case Bootstrap.Registry registry ->
              throw new BadSettingException(
                  "a cluster is not looked up in another one; list its members in"
                      + " --initial-cluster");
          case Bootstrap.DnsSrv srv ->
              throw new BadSettingException(
                  "a cluster is not looked up by SRV records; list its members in"
                      + " --initial-cluster");
        };
    List<MemberUrl> own = members.getOrDefault(config.name(), List.of());
    if (own.isEmpty()) {
      throw new BadSettingException(
          "couldn't find local name \""
              + config.name()
              + "\" in the initial cluster configuration");
    }
    noDuplicates(members);
    same(config.name(), config.urls().advertisePeer(), own);
    return members;
  }

  private static void noDuplicates(Map<String, List<MemberUrl>> members) {
    Set<String> seen = new HashSet<>();
    boolean distinct =
        members.values().stream().flatMap(List::stream).allMatch(url -> seen.add(url.toString()));
    if (!distinct) {
      throw new BadSettingException("initial cluster " + text(members) + " has duplicate url");
    }
  }

  private static String text(Map<String, List<MemberUrl>> members) {
    return members.entrySet().stream()
        .flatMap(member -> pairs(member.getKey(), member.getValue()))
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static Stream<String> pairs(String name, Collection<?> urls) {
    return urls.stream().map(url -> name + "=" + url);
  }

  /// Names that mean the same address are the same.
  private static void same(String name, List<MemberUrl> advertised, List<MemberUrl> listed) {
    Set<String> told = texts(advertised);
    Set<String> own = texts(listed);
    if (told.equals(own) || (told.size() == own.size() && resolved(told).equals(resolved(own)))) {
      return;
    }
    Set<String> untold = minus(own, told);
    if (!untold.isEmpty()) {
      throw new BadSettingException(
          "--initial-cluster has "
              + pairs(name, untold).collect(Collectors.joining(","))
              + " but missing from --initial-advertise-peer-urls="
              + String.join(",", told)
              + " ("
              + difference(told, own)
              + ")");
    }
    throw new BadSettingException(
        "--initial-advertise-peer-urls has "
            + String.join(",", minus(told, own))
            + " but missing from --initial-cluster="
            + pairs(name, told).collect(Collectors.joining(",")));
  }

  private static String difference(Set<String> told, Set<String> own) {
    if (told.size() != own.size()) {
      return "len([" + quoted(told) + "]) != len([" + quoted(own) + "])";
    }
    return "resolved urls: " + quoted(minus(told, own)) + " != " + quoted(minus(own, told));
  }

  private static String quoted(Set<String> urls) {
    return urls.stream().map(url -> '"' + url + '"').collect(Collectors.joining(" "));
  }

  private static Set<String> minus(Set<String> some, Set<String> others) {
    Set<String> rest = new TreeSet<>(some);
    rest.removeAll(others);
    return rest;
  }

  private static Set<String> texts(List<MemberUrl> urls) {
    return urls.stream().map(MemberUrl::toString).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> resolved(Set<String> urls) {
    return urls.stream()
        .map(BootstrapRules::resolve)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String resolve(String text) {
    MemberUrl url = MemberUrl.parse(text);
    if (url.scheme().local()) {
      return text;
    }
    try {
      String address = InetAddress.getByName(url.host()).getHostAddress();
      return new MemberUrl(url.scheme(), address, url.port()).toString();
    } catch (UnknownHostException e) {
      return text;
    }
  }
}
