package io.fireweed.recovery.restore;

import io.fireweed.format.datadir.MemberDir;

/// A member and where its directories go.
public record Placement(NewMember member, MemberDir places) {}
