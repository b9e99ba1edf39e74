package io.fireweed.it.conformance;

import static io.fireweed.it.conformance.Accounts.allow;
import static io.fireweed.it.conformance.Accounts.deleteUser;
import static io.fireweed.it.conformance.Accounts.revoke;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.auth.Permission;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import io.fireweed.it.served.WatchStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who may watch which keys: asked once, when the watch is made.
@EverySubject
class WatchRightsIT extends GuardedServer {
  private static final String DENIED =
      "rpc error: code = PermissionDenied desc = etcdserver: permission denied";
  private static final String NO_NAME =
      "rpc error: code = InvalidArgument desc = etcdserver: user name is empty";
  private static final String BAD_TOKEN =
      "rpc error: code = Unauthenticated desc = etcdserver: invalid auth token";

  WatchRightsIT(Subject subject) {
    super(subject);
  }

  private Client root;

  @BeforeEach
  void begin() {
    root = guard();
  }

  private static void refused(WatchStream stream, WatchCreateRequest.Builder watch, String why) {
    WatchResponse response = stream.created(watch);
    assertThat(response.getCanceled()).as("%s", watch).isTrue();
    assertThat(response.getWatchId()).as("%s", watch).isEqualTo(-1);
    assertThat(response.getCancelReason()).as("%s", watch).isEqualTo(why);
  }

  @Test
  void aWatchNeedsTheRightToReadAllOfItsRange() {
    allow("r", Permission.Type.WRITE, "elsewhere").by(root);
    try (WatchStream stream = user().watch()) {
      refused(stream, Ask.watch("elsewhere"), DENIED);
      if (!isBefore(Release.V3_7)) {
        // Up to 3.5.30 the right on the first key lets a watch see all keys from it on.
        refused(stream, Ask.watch(key("a")).setRangeEnd(Ask.OPEN), DENIED);
      }
      refused(stream, WatchCreateRequest.newBuilder(), DENIED);
      refused(stream, Ask.watch("\0").setRangeEnd(Ask.OPEN), DENIED);
      assertThat(stream.created(Ask.watchPrefix(key("")).setPrevKv(true)).getWatchId()).isZero();
      assertThat(stream.created(Ask.watch(key("a"))).getWatchId()).isEqualTo(1);
      root.put(key("a"), "1");
      assertThat(stream.events(2)).hasSize(2);
    }
  }

  @Test
  void aWatchThatIsRefusedTakesNoNumber() {
    try (WatchStream stream = user().watch()) {
      refused(stream, Ask.watch("elsewhere"), DENIED);
      refused(stream, Ask.watch("elsewhere").setWatchId(5), DENIED);
      assertThat(stream.created(Ask.watch(key("a"))).getWatchId()).isZero();
      stream.cancel(-1);
      assertThat(stream.created(Ask.watch(key("b")).setWatchId(5)).getWatchId()).isEqualTo(5);
      root.put(key("a"), "1");
      assertThat(stream.events(1).getFirst().getKv().getKey()).isEqualTo(Ask.bytes(key("a")));
    }
  }

  @Test
  void whoSaysNoNameOrAWrongOneWatchesNothing() {
    try (WatchStream stream = nobody.watch();
        WatchStream stranger = nobody.with("token", "x.1").watch()) {
      refused(stream, Ask.watch(key("a")), NO_NAME);
      refused(stream, Ask.watch(key("a")), NO_NAME);
      refused(stranger, Ask.watch(key("a")), BAD_TOKEN);
    }
  }

  @Test
  void aWatchStaysWhateverBecomesOfItsUser() {
    try (WatchStream stream = user().watch()) {
      stream.created(Ask.watch(key("a")));
      revoke("u", "r").by(root);
      root.put(key("a"), "1");
      assertThat(stream.events(1)).hasSize(1);
      refused(stream, Ask.watch(key("b")), DENIED);
      deleteUser("u").by(root);
      root.put(key("a"), "2");
      assertThat(stream.events(1)).hasSize(1);
      refused(stream, Ask.watch(key("b")), BAD_TOKEN);
    }
  }
}
