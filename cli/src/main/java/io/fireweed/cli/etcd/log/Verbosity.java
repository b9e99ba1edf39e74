package io.fireweed.cli.etcd.log;

/// Whether a line that tells of a failure tells where it arose.
enum Verbosity {
  WORDS,
  STACKS
}
