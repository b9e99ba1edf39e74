package io.fireweed.server.config;

import java.util.List;

/// Where a member listens, and what it tells others about that.
///
/// @param listenPeer for other members
/// @param listenClient for clients: gRPC, and HTTP too unless `listenClientHttp` names addresses
/// @param listenClientHttp for clients that speak HTTP only
/// @param listenMetrics for `/metrics` and the health routes, beside the clients' addresses
/// @param advertisePeer what a new cluster is told for this member, `--initial-advertise-peer-urls`
/// @param advertiseClient what clients are told
public record Urls(
    List<MemberUrl> listenPeer,
    List<MemberUrl> listenClient,
    List<MemberUrl> listenClientHttp,
    List<MemberUrl> listenMetrics,
    List<MemberUrl> advertisePeer,
    List<MemberUrl> advertiseClient) {
  public Urls {
    listenPeer = List.copyOf(listenPeer);
    listenClient = List.copyOf(listenClient);
    listenClientHttp = List.copyOf(listenClientHttp);
    listenMetrics = List.copyOf(listenMetrics);
    advertisePeer = List.copyOf(advertisePeer);
    advertiseClient = List.copyOf(advertiseClient);
  }
}
