package io.fireweed.storage.apply;

import java.util.Optional;

/// What one log entry did, and what its client is told.
///
/// @param revision of the store right after it
/// @param answer of a request on keys that was not refused
public record Answered(ApplyResult result, long revision, Optional<KvAnswer> answer) {}
