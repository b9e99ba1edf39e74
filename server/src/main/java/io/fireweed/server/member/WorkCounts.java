package io.fireweed.server.member;

/// How much a member has to do, and what went wrong since it started.
///
/// @param leaderChanges leaders seen, each as often as it became one
/// @param pending proposals that wait until they are applied
/// @param failed proposals that were given up
/// @param lateReads reads that the leader did not confirm in time
public record WorkCounts(long leaderChanges, long pending, long failed, long lateReads) {}
