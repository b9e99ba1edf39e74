package io.fireweed.recovery.restore;

import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import java.util.List;

/// A member of the restored cluster. Its id follows from its peer URLs and the cluster's token.
///
/// @param peerUrls sorted, not empty
public record NewMember(String name, List<PeerUrl> peerUrls, MemberId id) {
  public NewMember {
    peerUrls = List.copyOf(peerUrls);
  }

  static NewMember of(String name, List<PeerUrl> peerUrls, String token) {
    List<String> texts = peerUrls.stream().map(PeerUrl::text).toList();
    return new NewMember(name, peerUrls, MemberId.atBootstrap(texts, token));
  }

  List<String> peerUrlTexts() {
    return peerUrls.stream().map(PeerUrl::text).toList();
  }

  MemberRow row() {
    return MemberRow.voter(id, peerUrlTexts(), name);
  }
}
