package io.fireweed.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How a member without data finds its cluster. Ignored by one that has data, except `forceNew`.
///
/// @param source who the first members are
/// @param state whether the cluster is there already
/// @param token sets apart clusters that list the same members
/// @param strictReconfigCheck whether a change of members that endangers the quorum is refused
/// @param forceNew whether a member with data becomes the only one of its cluster
public record Bootstrap(
    Source source, State state, String token, boolean strictReconfigCheck, boolean forceNew) {
  /// Whether a cluster is there already.
  public enum State {
    NEW,
    EXISTING
  }

  /// Who the first members are.
  public sealed interface Source permits Listed, Registry, DnsSrv {}

  /// Names and peer addresses as `--initial-cluster` lists them.
  ///
  /// @param members by name, in the order of names
  public record Listed(Map<String, List<MemberUrl>> members) implements Source {
    public Listed {
      TreeMap<String, List<MemberUrl>> sorted = new TreeMap<>();
      members.forEach((name, urls) -> sorted.put(name, List.copyOf(urls)));
      members = java.util.Collections.unmodifiableMap(sorted);
    }
  }

  /// Keys in another cluster.
  public record Registry(
      String token,
      List<String> endpoints,
      Duration dialTimeout,
      Duration requestTimeout,
      Duration keepaliveTime,
      Duration keepaliveTimeout)
      implements Source {
    public Registry {
      endpoints = List.copyOf(endpoints);
    }
  }

  /// Records of the domain name system.
  ///
  /// @param service a suffix of the service's name, may be empty
  public record DnsSrv(String domain, String service) implements Source {}
}
