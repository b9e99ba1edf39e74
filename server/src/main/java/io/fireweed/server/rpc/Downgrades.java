package io.fireweed.server.rpc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.DowngradeRequest;
import io.fireweed.api.rpc.DowngradeResponse;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.membership.DowngradeInfoSetRequest;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.server.member.Member;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.auth.AuthStore.Caller;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Preparing a cluster for the release before its own.
///
/// The target is one minor below the cluster's version, written `3.6` or `3.6.0`; answers name the
/// cluster's version as `3.7`. Cancelling what is not under way is no error.
///
/// Source: etcd v3_server.go, 3.7.1.
final class Downgrades {
  private static final Pattern TARGET = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.\\d{1,4})?");

  private final Member member;
  private final Release release;
  private final Headers headers;

  Downgrades(Member member, Release release, Headers headers) {
    this.member = member;
    this.release = release;
    this.headers = headers;
  }

  /// {@return the answer}
  CompletableFuture<DowngradeResponse> answer(DowngradeRequest request, Caller caller) {
    return switch (request.getAction()) {
      case VALIDATE -> member.readBarrier().thenApply(_ -> validated(request.getVersion()));
      case ENABLE ->
          member
              .readBarrier()
              .thenApply(_ -> validated(request.getVersion()))
              .thenCompose(_ -> set(target(request.getVersion()).toString(), caller));
      case CANCEL ->
          release.downgrade().isPresent()
              ? set("", caller)
              : CompletableFuture.completedFuture(response());
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown downgrade action");
    };
  }

  private DowngradeResponse validated(String text) {
    EtcdVersion target = target(text);
    EtcdVersion cluster = clusterVersion();
    boolean isOneBelow = target.major() == cluster.major() && target.minor() == cluster.minor() - 1;
    if (!isOneBelow) {
      throw new RefusedCall(EtcdError.INVALID_DOWNGRADE_TARGET_VERSION);
    }
    if (release.downgrade().isPresent()) {
      throw new RefusedCall(EtcdError.DOWNGRADE_IN_PROCESS);
    }
    return response();
  }

  private static EtcdVersion target(String text) {
    Matcher matcher = TARGET.matcher(text);
    if (!matcher.matches()) {
      throw new RefusedCall(EtcdError.WRONG_DOWNGRADE_VERSION_FORMAT);
    }
    return new EtcdVersion(
        Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), 0);
  }

  private EtcdVersion clusterVersion() {
    Optional<EtcdVersion> version = release.cluster();
    return version.orElseThrow(() -> new RefusedCall(EtcdError.CLUSTER_VERSION_UNAVAILABLE));
  }

  private CompletableFuture<DowngradeResponse> set(String target, Caller caller) {
    DowngradeInfoSetRequest change =
        DowngradeInfoSetRequest.newBuilder().setEnabled(!target.isEmpty()).setVer(target).build();
    return member
        .propose(InternalRaftRequest.newBuilder().setDowngradeInfoSet(change), caller)
        .thenApply(_ -> response());
  }

  private DowngradeResponse response() {
    EtcdVersion cluster = clusterVersion();
    return DowngradeResponse.newBuilder()
        .setHeader(headers.now())
        .setVersion(cluster.major() + "." + cluster.minor())
        .build();
  }
}
