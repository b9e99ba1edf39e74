package io.fireweed.storage.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.schema.Permission;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which ranges a set of granted intervals covers.
class KeyRightsTest {
  private static KeyRights readable(String... firstsAndEnds) {
    List<Permission> permissions = new ArrayList<>();
    for (int i = 0; i < firstsAndEnds.length; i += 2) {
      permissions.add(
          new Permission(
              Permission.Type.READ,
              Bytes.ofUtf8(firstsAndEnds[i]),
              Bytes.ofUtf8(firstsAndEnds[i + 1])));
    }
    return KeyRights.of(permissions, List.of(Permission.Type.READ));
  }

  private static KeyRange range(String first, String end) {
    return KeyRange.of(Bytes.ofUtf8(first), Bytes.ofUtf8(end));
  }

  @Test
  void intervalsThatMeetCoverARangeTogether() {
    KeyRights rights = readable("a", "c", "c", "e");

    assertThat(rights.cover(range("b", "d"))).isTrue();
    assertThat(rights.cover(range("b", "f"))).isFalse();
  }

  @Test
  void anUpsideDownRangeNeedsTheRightOnItsFirstKey() {
    assertThat(readable("a", "d").cover(range("d", "c"))).isFalse();
    assertThat(readable("a", "e").cover(range("d", "c"))).isTrue();
  }

  @Test
  void aSingleKeyIsNoPrefix() {
    KeyRights rights = readable("a", "");

    assertThat(rights.cover(range("a", ""))).isTrue();
    assertThat(rights.cover(range("aa", ""))).isFalse();
    assertThat(rights.cover(range("a", "b"))).isFalse();
  }

  @Test
  void anOpenIntervalCoversEverythingBehindItsFirstKey() {
    KeyRights rights = readable("b", "\0");

    assertThat(rights.cover(range("c", "\0"))).isTrue();
    assertThat(rights.cover(range("a", "\0"))).isFalse();
  }
}
