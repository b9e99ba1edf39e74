package io.fireweed.bench;

import java.time.Duration;

/// What one run of a command cost.
///
/// @param wall from start to end of the process
/// @param cpu user and system time; sampled, so the last 20 ms may be missing
/// @param residentBytes peak resident memory, mapped file pages included
/// @param anonymousBytes peak resident memory that is not a file: heap, stacks, off-heap tables
/// @param exitCode as the process gave it
record Sample(Duration wall, Duration cpu, long residentBytes, long anonymousBytes, int exitCode) {}
