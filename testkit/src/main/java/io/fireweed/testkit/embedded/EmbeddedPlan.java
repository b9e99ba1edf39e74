package io.fireweed.testkit.embedded;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.disk.UnforcedDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.restore.Proof;
import io.fireweed.recovery.restore.Restore;
import io.fireweed.recovery.restore.RestoreOutcome;
import io.fireweed.recovery.restore.RestorePlan;
import io.fireweed.recovery.restore.SystemHostNames;
import io.fireweed.server.config.MemberConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What was asked of a builder.
record EmbeddedPlan(
    String name,
    Optional<Path> directory,
    Optional<Path> seed,
    EmbeddedEtcdBuilder.Forcing forcing,
    List<String> flags) {
  private static final String TOKEN = "embedded-etcd";

  MemberConfig config(Path data, Ports ports) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--name=" + name,
                "--data-dir=" + data,
                "--listen-client-urls=" + ports.clientUrl(),
                "--advertise-client-urls=" + ports.clientUrl(),
                "--listen-peer-urls=http://127.0.0.1:0",
                "--initial-advertise-peer-urls=" + ports.peerUrl(),
                "--initial-cluster=" + name + "=" + ports.peerUrl(),
                "--initial-cluster-token=" + TOKEN));
    switch (forcing) {
      case ALWAYS -> {}
      case NEVER -> all.add("--unsafe-no-fsync");
    }
    all.addAll(flags);
    return MemberConfig.of(all.toArray(String[]::new));
  }

  private Disk disk() {
    return switch (forcing) {
      case ALWAYS -> new LocalDisk();
      case NEVER -> new UnforcedDisk(new LocalDisk());
    };
  }

  /// Restores the snapshot, if there is one, for a member with these ports.
  void plant(Path data, Ports ports) throws IOException {
    if (seed.isEmpty()) {
      return;
    }
    switch (restore(seed.get(), data, ports, Proof.DIGEST)) {
      case RestoreOutcome.Restored _ -> {}
      case RestoreOutcome.DigestMissing _ -> {
        RestoreOutcome _ = restore(seed.get(), data, ports, Proof.STRUCTURE);
      }
      case RestoreOutcome.DigestMismatch mismatch ->
          throw new CorruptException(
              "%s: sha256 at offset %d expected %s, found %s"
                  .formatted(
                      seed.get(),
                      mismatch.offset(),
                      mismatch.computed().toHex(),
                      mismatch.stored().toHex()),
              "a snapshot that was cut or changed cannot seed a test; save it again");
    }
  }

  private RestoreOutcome restore(Path snapshot, Path data, Ports ports, Proof proof)
      throws IOException {
    RestorePlan.OneMember member =
        new RestorePlan.OneMember(name, name + "=" + ports.peerUrl(), TOKEN, ports.peerUrl());
    RestorePlan plan =
        RestorePlan.ofOne(snapshot, member, MemberDir.of(data), proof, new SystemHostNames());
    return new Restore(disk(), Progress.NONE).execute(plan);
  }
}
