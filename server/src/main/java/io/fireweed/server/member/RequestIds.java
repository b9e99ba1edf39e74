package io.fireweed.server.member;

import java.util.concurrent.atomic.AtomicLong;

/// Draws request ids that no other member, and no earlier life of this one, draws too.
///
/// ```
/// 63        48 47              8 7      0
/// | member id | milliseconds    | count  |
/// ```
///
/// The middle starts at the low 40 bits of the time of the start and counts on from there, the
/// count overflowing into it: ids repeat only if a member makes more than 256,000 requests a second
/// all its life, or its clock is set back by less than it lived.
///
/// Source: etcd pkg/idutil, 3.7.1.
final class RequestIds {
  private static final int COUNT_BITS = 8;
  private static final int MEMBER_SHIFT = 48;
  private static final long LOW = (1L << MEMBER_SHIFT) - 1;

  private final long member;
  private final AtomicLong next;

  RequestIds(long memberId, long startMillis) {
    this.member = memberId << MEMBER_SHIFT;
    this.next = new AtomicLong(startMillis << COUNT_BITS);
  }

  long draw() {
    return member | (next.incrementAndGet() & LOW);
  }
}
