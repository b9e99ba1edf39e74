package io.fireweed.recovery.doctor;

import java.util.Locale;

/// What can be wrong with a data directory. The words are stable: programs read them.
public enum Cause {
  /// A running program holds the directory.
  IN_USE,
  /// There is no `member/snap/db`.
  DB_MISSING,
  /// A db lies where etcd does not look for it.
  DB_MISPLACED,
  /// A db snapshot, with its digest, was put in the place of the db.
  DB_IS_SNAPSHOT,
  /// No state of the db is whole.
  DB_DAMAGED,
  /// One of the two metas is damaged.
  DB_OLDER_META,
  /// Rows that etcd never writes.
  DB_ROWS_DAMAGED,
  /// Rows that a person should know about.
  DB_ROWS,
  /// There is no log.
  WAL_MISSING,
  /// The end of the log was being written when the writer died.
  WAL_TORN,
  /// The log is damaged.
  WAL_DAMAGED,
  /// The log ends without the room that etcd keeps at its end.
  WAL_CUT,
  /// The log ends before the db does.
  WAL_BEHIND_DB,
  /// The log begins after the state that a member would start from.
  WAL_GAP,
  /// The log is of a member that the db does not know.
  WAL_OF_ANOTHER_MEMBER,
  /// Entries wait in the log to be applied.
  WAL_AHEAD_OF_DB,
  /// A `.snap` file cannot be read.
  SNAP_DAMAGED,
  /// A snapshot record of the log without its `.snap` file.
  SNAP_MISSING,
  /// A `.snap` file is ahead of the log.
  SNAP_BEYOND_LOG,
  /// A db received from the leader is damaged.
  RECEIVED_DB_DAMAGED,
  /// A `.snap` file ahead of the db, without the db that belongs to it.
  RECEIVED_DB_MISSING,
  /// A db received from the leader waits to replace the db.
  RECEIVED_DB_WAITING,
  /// An alarm of a member.
  ALARM,
  /// An alarm of a member that is not in the cluster.
  FOREIGN_ALARM,
  /// A member that was removed and is still in the db.
  ZOMBIE_MEMBER,
  /// Members of the old cluster that a restore by 3.4 left in the db.
  RESTORED_BY_3_4,
  /// Some release cannot open the db.
  VERSION_TOO_NEW,
  /// A file of an unfinished piece of work.
  LEFTOVER,
  /// A directory where etcd expects a file.
  WRONG_KIND,
  /// A directory that others may enter.
  OPEN_MODE;

  /// {@return the word for JSON and for people, as in `wal-torn`}
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
