package io.fireweed.recovery.restore;

import io.fireweed.format.fault.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The members of a cluster to be and their peer URLs: the value of `--initial-cluster`.
///
/// Text: `NAME=URL` pairs between commas; a name may come more than once, with one URL each time.
///
/// @param members URLs by name, each list sorted and not empty
public record InitialCluster(SortedMap<String, List<PeerUrl>> members) {
  private static final int MEMBER_COUNT_MAX = 1000;

  public InitialCluster {
    TreeMap<String, List<PeerUrl>> copy = new TreeMap<>();
    members.forEach((name, urls) -> copy.put(name, urls.stream().sorted().toList()));
    members = copy;
  }

  /// {@return the cluster that `text` describes}
  ///
  /// @throws RefusedException in the words of etcd's tools if a URL is not one
  public static InitialCluster parse(String text) {
    Map<String, List<PeerUrl>> members = new TreeMap<>();
    for (String pair : text.split(",", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String url = equals < 0 ? "" : pair.substring(equals + 1);
      members.computeIfAbsent(name, _ -> new ArrayList<>()).add(PeerUrl.parse(url));
      if (members.size() > MEMBER_COUNT_MAX) {
        throw new RefusedException(
            "initial cluster expected at most " + MEMBER_COUNT_MAX + " members, found more");
      }
    }
    return new InitialCluster(new TreeMap<>(members));
  }

  /// {@return the URLs between the commas of `text`, sorted}
  ///
  /// @throws RefusedException in the words of etcd's tools if one is not a URL
  static List<PeerUrl> parseUrls(String text) {
    List<PeerUrl> urls = new ArrayList<>();
    for (String url : text.split(",", -1)) {
      urls.add(PeerUrl.parse(url));
    }
    return urls.stream().sorted().toList();
  }

  /// Proves that this is a cluster in which the member `name` is reached at `advertised`.
  ///
  /// @throws RefusedException in the words of etcd's tools if not
  void requireMember(String name, List<PeerUrl> advertised, HostNames names) {
    List<PeerUrl> urls = members.get(name);
    if (urls == null) {
      throw new RefusedException(
          "couldn't find local name "
              + PeerUrl.quoted(name)
              + " in the initial cluster configuration");
    }
    AdvertisedUrls.requireSame(name, urls, advertised, names);
    requireDistinctUrls();
  }

  /// Proves that no two members share a URL.
  void requireDistinctUrls() {
    Set<PeerUrl> seen = new HashSet<>();
    for (List<PeerUrl> urls : members.values()) {
      for (PeerUrl url : urls) {
        if (!seen.add(url)) {
          throw new RefusedException("initial cluster " + this + " has duplicate url");
        }
      }
    }
  }

  /// {@return the value of `--initial-cluster` that says this}
  @Override
  public String toString() {
    return members.entrySet().stream()
        .flatMap(member -> member.getValue().stream().map(url -> member.getKey() + "=" + url))
        .sorted()
        .collect(Collectors.joining(","));
  }
}
