package io.fireweed.server.compact;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// When to compact, and where. Told the revision once every [#interval]; not thread-safe.
///
/// | kept | interval between two looks | compacts |
/// |---|---|---|
/// | the last N revisions | 5 minutes | at each look, at `revision - N` |
/// | the last P of time | T / 10 | first after P, then every T, at the revision of P ago |
///
/// T is P, but at most an hour.
///
/// Source: etcd v3compactor, 3.7.1.
public sealed interface CompactionPlan {
  /// {@return the time between two looks}
  Duration interval();

  /// One more look.
  ///
  /// @param revision of the store now
  /// @return where to compact, if it is time
  Optional<Long> look(long revision);

  /// The last answer was carried out, or somebody had compacted further already.
  void done();

  /// Nothing of the past counts: this member has not been leading.
  void forget();

  /// Keeps a number of revisions.
  final class LastRevisions implements CompactionPlan {
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final long kept;
    private long proposed;
    private long compacted;

    public LastRevisions(long kept) {
      this.kept = kept;
    }

    @Override
    public Duration interval() {
      return INTERVAL;
    }

    @Override
    public Optional<Long> look(long revision) {
      proposed = revision - kept;
      return proposed <= 0 || proposed == compacted ? Optional.empty() : Optional.of(proposed);
    }

    @Override
    public void done() {
      compacted = proposed;
    }

    @Override
    public void forget() {}
  }

  /// Keeps what was current in the last while.
  final class RecentPast implements CompactionPlan {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int LOOKS = 10;

    private final Duration interval;
    private final int samples;
    private final Deque<Long> revisions = new ArrayDeque<>();
    private int looksSinceDone;

    public RecentPast(Duration period) {
      Duration between = period.compareTo(LONGEST) < 0 ? period : LONGEST;
      this.interval = between.dividedBy(LOOKS);
      this.samples = Math.toIntExact(period.dividedBy(interval)) + 1;
    }

    @Override
    public Duration interval() {
      return interval;
    }

    @Override
    public Optional<Long> look(long revision) {
      revisions.addLast(revision);
      if (revisions.size() > samples) {
        revisions.removeFirst();
      }
      looksSinceDone++;
      boolean isTime = revisions.size() == samples && looksSinceDone >= LOOKS;
      return isTime ? Optional.of(revisions.getFirst()).filter(at -> at > 0) : Optional.empty();
    }

    @Override
    public void done() {
      looksSinceDone = 0;
    }

    @Override
    public void forget() {
      revisions.clear();
      looksSinceDone = 0;
    }
  }
}
