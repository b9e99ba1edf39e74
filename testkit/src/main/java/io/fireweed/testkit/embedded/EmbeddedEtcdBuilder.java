package io.fireweed.testkit.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How an [EmbeddedEtcd] is to be. Without a word it is new and empty, in a temporary directory,
/// and
/// forces no file.
public final class EmbeddedEtcdBuilder {
  /// What this class decides itself.
  private static final Set<String> OWN =
      Set.of(
          "config-file",
          "name",
          "data-dir",
          "wal-dir",
          "listen-client-urls",
          "listen-client-http-urls",
          "advertise-client-urls",
          "listen-peer-urls",
          "initial-advertise-peer-urls",
          "initial-cluster",
          "initial-cluster-state",
          "initial-cluster-token",
          "unsafe-no-fsync",
          "auto-tls",
          "cert-file",
          "key-file");

  private final List<String> flags = new ArrayList<>();
  private String name = "embedded";
  private Optional<Path> directory = Optional.empty();
  private Optional<Path> seed = Optional.empty();
  private Forcing forcing = Forcing.NEVER;

  EmbeddedEtcdBuilder() {}

  /// Whether files are forced.
  enum Forcing {
    ALWAYS,
    NEVER
  }

  /// Sets the member's name, `embedded` if it is not.
  public EmbeddedEtcdBuilder name(String memberName) {
    name = memberName;
    return this;
  }

  /// Begins with what a snapshot holds: keys at their revisions, leases, users. The snapshot is
  /// only
  /// read. If it ends in a digest, as those of `etcdctl snapshot save` do, that must be right; a
  /// plain copy of a db is checked page by page instead. It is restored once, before the first
  /// start, into a directory that must not hold a member.
  public EmbeddedEtcdBuilder seededFrom(Path snapshot) {
    seed = Optional.of(snapshot);
    return this;
  }

  /// Keeps the data in `dataDirectory`, which stays after [EmbeddedEtcd#close]; a member that lives
  /// there, ours or that of an etcd from 3.4 on, is taken up. Without this, a temporary directory.
  public EmbeddedEtcdBuilder dataDirectory(Path dataDirectory) {
    directory = Optional.of(dataDirectory);
    return this;
  }

  /// Forces every write to the device before it is acknowledged, as etcd in production does.
  ///
  /// Off by default, for the sake of speed: without it only a power cut or a crash of the operating
  /// system loses acknowledged writes; [EmbeddedEtcd#crash] loses none.
  public EmbeddedEtcdBuilder durable() {
    forcing = Forcing.ALWAYS;
    return this;
  }

  /// Adds flags of etcd, as on its command line: `--max-txn-ops=256`. Later ones win. The
  /// environment is not looked at.
  ///
  /// @throws IllegalArgumentException if a flag sets what this class decides: name, directories,
  ///     ports, TLS, forcing
  public EmbeddedEtcdBuilder flags(String... more) {
    for (String flag : more) {
      String set = flag.replaceFirst("^--?", "").replaceFirst("=.*", "");
      if (OWN.contains(set)) {
        throw new IllegalArgumentException(
            "a flag that the builder leaves to its caller expected, found --" + set);
      }
      flags.add(flag);
    }
    return this;
  }

  /// {@return a member that is not started yet: what `@RegisterExtension` takes}
  public EmbeddedEtcd build() {
    return new EmbeddedEtcd(new EmbeddedPlan(name, directory, seed, forcing, List.copyOf(flags)));
  }

  /// {@return a member that answers} Fails as [EmbeddedEtcd#restart] does.
  public EmbeddedEtcd start() {
    EmbeddedEtcd etcd = build();
    try {
      etcd.restart();
      return etcd;
    } catch (RuntimeException failed) {
      etcd.close();
      throw failed;
    }
  }
}
