/// What a majority has: the arithmetic of votes and acknowledgements.
///
/// A [Majority] is a set of voters; a [JointQuorum] is two of them, both of which must agree while
/// a group changes its members. Both answer two questions: up to which index is everything stored
/// by a quorum ([Acknowledgements]), and how does a vote stand ([Votes], [VoteResult]).
///
/// Invariant: a joint quorum whose outgoing half is empty answers as its incoming half.
@NullMarked
package io.fireweed.raft.quorum;

import org.jspecify.annotations.NullMarked;
