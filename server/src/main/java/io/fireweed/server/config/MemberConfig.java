package io.fireweed.server.config;

import java.util.List;
import java.util.Map;

/// Everything that a member is told when it starts: the flags of etcd 3.7, checked, by subject.
///
/// @param name the member's name, for people
public record MemberConfig(
    String name,
    Directories directories,
    Urls urls,
    Bootstrap bootstrap,
    RaftTuning raft,
    BackendTuning backend,
    CallLimits limits,
    Security security,
    TokenAuth auth,
    Compaction compaction,
    IntegrityChecks integrity,
    Telemetry telemetry,
    LogSettings logging,
    FeatureGates gates) {

  /// {@return what these flags say, without looking at the environment}
  ///
  /// @param flags as on a command line: `--name=a`
  /// @throws BadSettingException in the words of etcd, if they cannot be
  public static MemberConfig of(String... flags) {
    return switch (CommandLine.read(List.of(flags), Map.of())) {
      case Invocation.Run run -> run.config();
      case Invocation.BadUsage bad -> throw new BadSettingException(bad.message());
      case Invocation.Refused refused -> throw new BadSettingException(refused.message());
      case Invocation.NoLog none -> throw new BadSettingException(none.message());
      case Invocation.ShowHelp help -> throw new BadSettingException("--help is no setting");
      case Invocation.ShowVersion version ->
          throw new BadSettingException("--version is no setting");
    };
  }

  /// {@return the same, with other settings of TLS}
  public MemberConfig with(Security other) {
    return new MemberConfig(
        name,
        directories,
        urls,
        bootstrap,
        raft,
        backend,
        limits,
        other,
        auth,
        compaction,
        integrity,
        telemetry,
        logging,
        gates);
  }
}
