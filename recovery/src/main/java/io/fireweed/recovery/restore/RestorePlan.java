package io.fireweed.recovery.restore;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.schema.EtcdRelease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everything a restore will do, decided before anything is written.
///
/// @param source the snapshot; only read
/// @param placements the members to build here, at least one; the cluster may have more
/// @param release whose restore tool the log is written like
/// @param fit the release the db is made to fit; without it the rows stay as they are
public record RestorePlan(
    Path source,
    NewCluster cluster,
    List<Placement> placements,
    Proof proof,
    Bump bump,
    EtcdRelease release,
    Optional<EtcdRelease> fit) {
  public RestorePlan {
    placements = List.copyOf(placements);
    if (placements.isEmpty()) {
      throw new IllegalArgumentException("a restore needs at least one placement");
    }
    requireDistinctDirectories(placements);
  }

  /// {@return a plan for one member, as `snapshot restore` is asked for it}
  ///
  /// @throws RefusedException in the words of etcd's tools if the texts contradict each other
  public static RestorePlan ofOne(
      Path source, OneMember member, MemberDir places, Proof proof, HostNames names) {
    List<PeerUrl> advertised = InitialCluster.parseUrls(member.advertisePeerUrls());
    InitialCluster initial = InitialCluster.parse(member.initialCluster());
    initial.requireMember(member.name(), advertised, names);
    NewCluster cluster = NewCluster.of(initial, member.token());
    Placement placement = new Placement(cluster.requireMember(member.name()), places);
    return new RestorePlan(
        source,
        cluster,
        List.of(placement),
        proof,
        new Bump.None(),
        EtcdRelease.V3_7,
        Optional.empty());
  }

  /// {@return a plan for all members of a cluster}
  ///
  /// @param outputDir where members without a directory of their own go, each under its name
  public static RestorePlan ofAll(Path source, MembersFile members, Path outputDir, Proof proof) {
    InitialCluster initial = members.initialCluster();
    initial.requireDistinctUrls();
    NewCluster cluster = NewCluster.of(initial, members.token());
    List<Placement> placements = new ArrayList<>();
    for (MembersFile.Member member : members.members()) {
      Path dataDir = member.dir().orElseGet(() -> outputDir.resolve(member.name()));
      MemberDir places =
          member.walDir().map(wal -> MemberDir.of(dataDir, wal)).orElse(MemberDir.of(dataDir));
      placements.add(new Placement(cluster.requireMember(member.name()), places));
    }
    return new RestorePlan(
        source, cluster, placements, proof, new Bump.None(), EtcdRelease.V3_7, Optional.empty());
  }

  /// The texts that say who a single member is.
  public record OneMember(
      String name, String initialCluster, String token, String advertisePeerUrls) {}

  public RestorePlan withBump(Bump other) {
    return new RestorePlan(source, cluster, placements, proof, other, release, fit);
  }

  /// {@return this plan, with the log written as the tool of `other` does}
  public RestorePlan withRelease(EtcdRelease other) {
    return new RestorePlan(source, cluster, placements, proof, bump, other, fit);
  }

  /// {@return this plan, with log and db made for `target`}
  public RestorePlan fitting(EtcdRelease target) {
    return new RestorePlan(source, cluster, placements, proof, bump, target, Optional.of(target));
  }

  private static void requireDistinctDirectories(List<Placement> placements) {
    Set<Path> seen = new HashSet<>();
    for (Placement placement : placements) {
      MemberDir places = placement.places();
      for (Path directory : Set.of(places.dataDir(), places.walDir())) {
        if (!seen.add(directory.toAbsolutePath().normalize())) {
          throw new RefusedException(
              "directory " + directory + " expected for one member only, found twice in the plan");
        }
      }
    }
  }
}
