package io.fireweed.recovery.restore;

import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.schema.ClusterId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The cluster that a restore creates: its token and members, all of them voters.
///
/// @param members in ascending order of their ids, which is the order of the log
public record NewCluster(String token, List<NewMember> members) {
  public NewCluster {
    members = members.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
    Map<Long, String> names = new HashMap<>();
    for (NewMember member : members) {
      String other = names.putIfAbsent(member.id().value(), member.name());
      if (other != null) {
        throw new RefusedException(
            "member " + member.name() + " expected an id of its own, found that of " + other);
      }
    }
  }

  /// {@return the cluster that bootstraps with these members}
  public static NewCluster of(InitialCluster initial, String token) {
    if (initial.members().isEmpty()) {
      throw new RefusedException("initial cluster expected at least one member, found none");
    }
    List<NewMember> members =
        initial.members().entrySet().stream()
            .map(member -> NewMember.of(member.getKey(), member.getValue(), token))
            .toList();
    return new NewCluster(token, members);
  }

  public ClusterId id() {
    return ClusterId.of(members.stream().map(NewMember::id).toList());
  }

  NewMember requireMember(String name) {
    return members.stream()
        .filter(member -> member.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new NotFoundException("member " + name + " expected in the cluster, found none"));
  }
}
