package io.fireweed.recovery.drill;

import io.fireweed.client.UserLogin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What a drill does, and where.
///
/// @param source the snapshot or db to restore; absent for the built-in one
/// @param workParent an existing directory; everything goes into a new private one inside it
/// @param login who reads back, where the snapshot asks for a password
/// @param healthLimit how long members may take to become healthy
public record DrillPlan(
    Optional<Path> source,
    Path workParent,
    Remains remains,
    EtcdChoice etcd,
    Optional<UserLogin> login,
    Duration healthLimit) {
  /// What happens to the work directory at the end.
  public enum Remains {
    REMOVED,
    KEPT
  }

  /// Which program the members are started with.
  public sealed interface EtcdChoice {
    /// This one; it must be there.
    record Given(Path program) implements EtcdChoice {}

    /// The first one in the directories of a `PATH`, or else our own, if there is one.
    ///
    /// @param own the program that comes with this one, which need not be there
    record OnPath(String path, Optional<Path> own) implements EtcdChoice {}

    /// None, as the user wishes.
    record None() implements EtcdChoice {}
  }
}
