package io.fireweed.server.boot;

import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.Request;
import io.fireweed.api.rpc.membership.Attributes;
import io.fireweed.api.rpc.membership.ClusterMemberAttrSetRequest;
import io.fireweed.api.rpc.membership.ClusterVersionSetRequest;
import io.fireweed.format.fault.UnavailableException;
import io.fireweed.format.schema.ClusterId;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.MemberAttributes;
import io.fireweed.format.schema.MemberId;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.config.MemberUrl;
import io.fireweed.server.member.LiveMember;
import io.fireweed.storage.auth.AuthStore.Caller;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a member says first: its name, where clients find it, and, in a new cluster, the version.
///
/// A cluster's version is never raised here: no older etcd could take the directory back. Up to 3.4
/// members read these words only as requests of the v2 API.
final class Introduction {
  private static final Logger log = LoggerFactory.getLogger(Introduction.class);
  private static final EtcdVersion NEW_CLUSTER = EtcdRelease.V3_7.version();

  /// Of data that was restored without saying which release it is from: one that every etcd from
  /// 3.5 on goes on with.
  private static final EtcdVersion RESTORED = EtcdRelease.V3_5.version();
  private static final int ATTEMPTS = 20;
  private static final long ATTEMPT_SECONDS = 10;

  private final LiveMember member;
  private final MemberConfig config;

  Introduction(LiveMember member, MemberConfig config) {
    this.member = member;
    this.config = config;
  }

  /// Waits until all of it is applied, which it can be only when the member's cluster answers.
  ///
  /// @throws IOException if the member ended meanwhile because it could not write
  void make() throws IOException, InterruptedException {
    Optional<EtcdVersion> version =
        member.state().look(tables -> tables.members().clusterVersion());
    boolean old = version.isPresent() && version.get().compareTo(EtcdRelease.V3_5.version()) < 0;
    MemberAttributes attributes =
        new MemberAttributes(
            config.name(),
            config.urls().advertiseClient().stream().map(MemberUrl::toString).sorted().toList());
    propose(old ? v2(attributes) : v3(attributes));
    String self = new MemberId(member.id()).toString();
    log.atInfo()
        .addKeyValue("local-member-id", self)
        .addKeyValue(
            "local-member-attributes",
            "{Name:%s ClientURLs:[%s]}"
                .formatted(attributes.name(), String.join(" ", attributes.clientUrls())))
        .addKeyValue("cluster-id", new ClusterId(member.clusterId()))
        .log("published local member to cluster through raft");
    if (version.isEmpty()) {
      EtcdVersion first = firstVersion();
      String shown = first.major() + "." + first.minor();
      log.atInfo()
          .addKeyValue("cluster-version", shown)
          .log("setting up initial cluster version using v3 API");
      propose(
          InternalRaftRequest.newBuilder()
              .setClusterVersionSet(
                  ClusterVersionSetRequest.newBuilder().setVer(first.toString())));
      log.atInfo()
          .addKeyValue("cluster-id", new ClusterId(member.clusterId()))
          .addKeyValue("local-member-id", self)
          .addKeyValue("cluster-version", shown)
          .log("set initial cluster version");
    }
  }

  /// {@return the version of a cluster that has none: nobody has written to a new one yet}
  private EtcdVersion firstVersion() {
    return member.state().revision() > 1 ? RESTORED : NEW_CLUSTER;
  }

  private InternalRaftRequest.Builder v3(MemberAttributes attributes) {
    return InternalRaftRequest.newBuilder()
        .setClusterMemberAttrSet(
            ClusterMemberAttrSetRequest.newBuilder()
                .setMemberID(member.id())
                .setMemberAttributes(
                    Attributes.newBuilder()
                        .setName(attributes.name())
                        .addAllClientUrls(attributes.clientUrls())));
  }

  private InternalRaftRequest.Builder v2(MemberAttributes attributes) {
    return InternalRaftRequest.newBuilder()
        .setV2(
            Request.newBuilder()
                .setMethod("PUT")
                .setPath("/0/members/" + new MemberId(member.id()) + "/attributes")
                .setVal(attributes.encode().toUtf8()));
  }

  private void propose(InternalRaftRequest.Builder request)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        member.propose(request, Caller.NOBODY).get(ATTEMPT_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException | TimeoutException notYet) {
        CompletableFuture<Boolean> ended = member.ended();
        if (ended.isCompletedExceptionally() && ended.exceptionNow() instanceof IOException e) {
          throw e;
        }
        if (ended.isDone()) {
          break;
        }
      }
    }
    throw new UnavailableException("the member could not publish its name and client URLs");
  }
}
