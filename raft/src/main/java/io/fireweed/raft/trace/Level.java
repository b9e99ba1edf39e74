package io.fireweed.raft.trace;

/// How much a line matters to whoever runs the member.
public enum Level {
  DEBUG,
  INFO,
  WARN,
  ERROR
}
