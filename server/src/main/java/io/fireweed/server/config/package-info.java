/// What a member is told when it starts, and where that comes from.
///
/// [MemberConfig] is the result: records by subject, checked, nothing left to parse. The others, in
/// reading order:
///
/// - [Directories], [Urls], [Bootstrap], [RaftTuning], [BackendTuning], [CallLimits], [Security],
///   [TokenAuth], [Compaction], [IntegrityChecks], [Telemetry], [LogSettings], [FeatureGates]: the
///   subjects
/// - [MemberUrl]: one address, as etcd's flags write it
/// - [Invocation]: what one call of the program asks for: run, show something, or complain
///
/// Names, defaults, limits and complaints are those of etcd 3.7's flags. The package reads one
/// file, the one that `--config-file` names, and nothing else: arguments and environment are given
/// to it. The program calls it, and whoever starts a member inside another one.
@NullMarked
package io.fireweed.server.config;

import org.jspecify.annotations.NullMarked;
