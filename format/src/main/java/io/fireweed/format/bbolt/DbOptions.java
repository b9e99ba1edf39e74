package io.fireweed.format.bbolt;

/// How a [Db] is opened.
///
/// @param origin whether the file is there
/// @param pageSize bytes, for a file that is created; an existing one says its own
/// @param freelist whether the list of free pages is written with each commit
/// @param durability when a commit survives a power cut
public record DbOptions(
    Origin origin, int pageSize, FreelistStorage freelist, Durability durability) {
  /// The page size of x86-64, which every etcd host reads.
  public static final int DEFAULT_PAGE_SIZE = 4096;

  /// Where the file comes from.
  public enum Origin {
    /// It must not exist; it is made with mode 0600.
    CREATE,
    /// It must exist and hold a db.
    EXISTING
  }

  /// When a commit is durable.
  public enum Durability {
    /// When `commit` returns.
    EACH_COMMIT,
    /// When `close` returns; a crash before leaves a useless file. For building a private file.
    AT_CLOSE,
    /// When the caller forces the file itself. For a private file that is not finished with
    /// `close`.
    BY_CALLER
  }

  public DbOptions {
    if (!Meta.isPageSize(pageSize)) {
      throw new IllegalArgumentException("page size " + pageSize);
    }
  }

  /// {@return options for a new file as etcd would make it}
  public static DbOptions create() {
    return new DbOptions(
        Origin.CREATE, DEFAULT_PAGE_SIZE, FreelistStorage.NONE, Durability.EACH_COMMIT);
  }

  /// {@return options for an existing file, continued as etcd would}
  public static DbOptions existing() {
    return new DbOptions(
        Origin.EXISTING, DEFAULT_PAGE_SIZE, FreelistStorage.NONE, Durability.EACH_COMMIT);
  }

  public DbOptions withPageSize(int bytes) {
    return new DbOptions(origin, bytes, freelist, durability);
  }

  public DbOptions with(FreelistStorage other) {
    return new DbOptions(origin, pageSize, other, durability);
  }

  public DbOptions with(Durability other) {
    return new DbOptions(origin, pageSize, freelist, other);
  }
}
