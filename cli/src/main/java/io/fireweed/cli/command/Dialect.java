package io.fireweed.cli.command;

/// Whose habits a program follows where etcd's tools and ours differ.
public enum Dialect {
  /// `etcdutl` and `etcdctl`: wrong flags and refusals end with 1.
  ETCD,
  /// `fireweed`: every kind of failure has its own code.
  FIREWEED
}
