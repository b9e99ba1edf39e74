package io.fireweed.raft;

/// What need not be remembered: who leads, and as what this member sees itself.
///
/// @param lead 0 if unknown
public record SoftState(long lead, RoleName role) {
  public String describe() {
    return "Lead:" + Long.toUnsignedString(lead) + " State:" + role.describe();
  }
}
