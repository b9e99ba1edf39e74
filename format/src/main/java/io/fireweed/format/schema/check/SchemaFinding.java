package io.fireweed.format.schema.check;

import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.wire.Bytes;

/// One thing about the content of a db that is wrong, or that a person should know.
public sealed interface SchemaFinding {
  /// How much a finding weighs.
  enum Severity {
    /// etcd never writes this: data was damaged, lost or made up.
    ERROR,
    /// Legal, but it will hurt: writes blocked, members confused.
    WARNING,
    /// Good to know.
    NOTE
  }

  Severity severity();

  /// {@return one line: what, where, expected, found}
  String message();

  /// A bucket that every server creates is not there.
  record MissingBucket(EtcdBucket bucket, Severity severity) implements SchemaFinding {
    @Override
    public String message() {
      return "bucket " + bucket.label() + ": expected in every etcd db, found none";
    }
  }

  /// A bucket that etcd does not know.
  record UnexpectedBucket(Bytes name) implements SchemaFinding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return "bucket " + name + ": expected one of etcd's, found a name it does not know";
    }
  }

  /// A row under a key that etcd does not know.
  record UnexpectedRow(EtcdBucket bucket, Bytes key, long offset) implements SchemaFinding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return "bucket %s: offset %d: key expected one of etcd's, found %s"
          .formatted(bucket.label(), offset, key);
    }
  }

  /// A row that does not decode.
  ///
  /// @param problem the strict reader's words: place, expected, found
  record BadRow(EtcdBucket bucket, long offset, String problem) implements SchemaFinding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String message() {
      return problem;
    }
  }

  /// A row of the `key` bucket that decodes but cannot follow the rows before it.
  record BrokenHistory(
      Revision revision, Bytes key, long offset, String what, String expected, String found)
      implements SchemaFinding {
    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String message() {
      return "bucket key: offset %d: revision %s of key %s: %s expected %s, found %s"
          .formatted(offset, revision, key, what, expected, found);
    }
  }

  /// A living key hangs on a lease that is not there, so it never expires.
  record UnknownLease(long lease, long keyCount) implements SchemaFinding {
    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return "bucket lease: lease %s of %d living keys: expected a row, found none"
          .formatted(Long.toHexString(lease), keyCount);
    }
  }

  /// Rows that disagree with each other, or with what a working cluster has.
  record Contradiction(Severity severity, String what, String expected, String found)
      implements SchemaFinding {
    @Override
    public String message() {
      return what + ": expected " + expected + ", found " + found;
    }
  }
}
