package io.fireweed.format.raftlog;

/// Which of two encodings of the same raft message is written; both are always read.
///
/// | etcd | dialect | a zero number |
/// |---|---|---|
/// | 3.4, 3.5, 3.6 | `EXPLICIT_ZEROS` | is written, for instance `08 00` |
/// | 3.7 | `IMPLICIT_ZEROS` | is left out where the server never set the field |
///
/// Source: files written by etcd 3.4.23, 3.5.30, 3.6.14 and 3.7.1.
public enum Dialect {
  EXPLICIT_ZEROS,
  IMPLICIT_ZEROS
}
