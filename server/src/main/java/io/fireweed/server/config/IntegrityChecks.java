package io.fireweed.server.config;

import java.time.Duration;

/// How members find out that they no longer hold the same.
///
/// @param corruptCheckTime between two comparisons of all that is stored, 0: never
/// @param compactHashCheckTime between two comparisons of what compactions hashed
/// @param downgradeCheckTime between two looks at a downgrade that is under way
public record IntegrityChecks(
    Duration corruptCheckTime, Duration compactHashCheckTime, Duration downgradeCheckTime) {}
