package io.fireweed.storage.apply;

import java.util.Optional;

/// What one log entry did, and what its client is told.
///
/// @param revision of the store right after it
/// @param answer of a request on keys that was not refused
/// @param isCut whether rows of the answer are left out, as they took more memory than there is
public record Answered(
    ApplyResult result, long revision, Optional<KvAnswer> answer, boolean isCut) {
  public Answered(ApplyResult result, long revision, Optional<KvAnswer> answer) {
    this(result, revision, answer, false);
  }
}
