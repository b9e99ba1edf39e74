package io.fireweed.recovery.restore;

/// What must vouch for the snapshot's bytes.
public enum Proof {
  /// The digest at the end of the file, which must be there and be right.
  DIGEST,
  /// Nothing: a digest is not looked at, and may be absent, as in a copy of a member's db. The
  /// structure of the file is checked instead, page by page.
  STRUCTURE
}
