package io.fireweed.recovery.salvage;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.EntryRange;
import io.fireweed.recovery.salvage.BaseCandidate.Lineage;
import io.fireweed.recovery.salvage.BaseCandidate.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What will be rebuilt, from what, and what is lost by it.
///
/// Invariants: `base.index <= limit`; if `replay` is present it covers exactly
/// `base.index + 1 .. limit`, else `limit = base.index`.
///
/// @param base the state to start from
/// @param replay the entries to apply to it
/// @param limit index of the last entry that the result reflects
/// @param certain highest index that is certainly committed
/// @param electorate whether the logs at hand are enough to know every acknowledged write
/// @param losses empty exactly if no acknowledged write can be missing
public record SalvagePlan(
    BaseCandidate base,
    Optional<LogChain> replay,
    long limit,
    long certain,
    Electorate electorate,
    List<Loss> losses) {
  public SalvagePlan {
    losses = List.copyOf(losses);
  }

  /// What the survivors say, without their files.
  ///
  /// @param fragments all unbroken parts of all logs
  /// @param bases all states that can be started from
  /// @param certain highest index that is certainly committed
  /// @param electorate judged at the end of the best log
  public record Evidence(
      List<LogFragment> fragments, List<BaseCandidate> bases, long certain, Electorate electorate) {
    public Evidence {
      fragments = List.copyOf(fragments);
      bases = List.copyOf(bases);
    }

    /// {@return the fragment an election would prefer}
    Optional<LogFragment> best() {
      return fragments.stream().max(Comparator.comparing(LogFragment::end));
    }
  }

  /// A base, and the history on it.
  private record Route(BaseCandidate base, Optional<LogChain> chain) {
    long reach() {
      return Math.max(base.index(), chain.map(LogChain::last).orElse(0L));
    }

    Optional<LogFragment> tail() {
      return chain.map(entries -> entries.stretches().getLast().fragment());
    }

    /// {@return up to where the base and the log of its tail alone prove what was committed}
    long provenByItself() {
      long committed = tail().map(LogFragment::committed).orElse(0L);
      return Math.max(base.index(), Math.min(committed, reach()));
    }
  }

  /// Decides.
  ///
  /// @throws CorruptException if no state can be rebuilt at all
  /// @throws RefusedException if entries are in doubt and `uncommitted` is [UncommittedTail#ASK]
  public static SalvagePlan decide(Evidence evidence, UncommittedTail uncommitted) {
    Route route = bestRoute(evidence);
    long reach = route.reach();
    boolean isOnBest = isOnBestHistory(route, evidence);
    long proven =
        isOnBest ? Math.max(evidence.certain(), route.base().index()) : route.provenByItself();
    List<Loss> losses = new ArrayList<>();
    long known = Math.max(evidence.certain(), evidence.best().map(LogFragment::last).orElse(reach));
    if (known > reach) {
      losses.add(new Loss.Unreachable(reach + 1, known));
    } else if (!isOnBest) {
      losses.add(new Loss.Unreachable(proven + 1, Math.max(known, proven + 1)));
    }
    if (route.base().source() instanceof Source.Snapshot(DbEvidence.Whole db, Lineage lineage)
        && lineage == Lineage.IN_DOUBT) {
      losses.add(new Loss.DoubtfulBase(db.path()));
    }
    long limit = reach;
    boolean isProven = isOnBest && evidence.electorate().proves();
    if (!evidence.electorate().proves()) {
      losses.add(new Loss.Unproven(proven, evidence.electorate()));
    }
    if (!isProven && reach > proven) {
      limit =
          switch (uncommitted) {
            case ASK -> throw ask(proven, reach, evidence.electorate());
            case KEEP -> reach;
            case DROP -> proven;
          };
    }
    if (limit < reach) {
      losses.add(new Loss.Dropped(limit + 1, reach));
    }
    Optional<LogChain> replay =
        route.chain().flatMap(chain -> chain.from(route.base().index() + 1));
    long end = limit;
    return new SalvagePlan(
        route.base(),
        replay.flatMap(chain -> chain.upTo(end)),
        limit,
        evidence.certain(),
        evidence.electorate(),
        losses);
  }

  /// The route that reaches furthest in the best history; among equals the highest base, which
  /// leaves the least to replay.
  private static Route bestRoute(Evidence evidence) {
    List<LogFragment> tails =
        evidence.fragments().stream()
            .sorted(Comparator.comparing(LogFragment::end).reversed())
            .toList();
    List<BaseCandidate> bases =
        evidence.bases().stream()
            .sorted(Comparator.comparingLong(BaseCandidate::index).reversed())
            .toList();
    if (bases.isEmpty()) {
      throw nothingToStartFrom(evidence);
    }
    Route best = new Route(bases.getFirst(), Optional.empty());
    for (LogFragment tail : tails) {
      LogChain chain = LogChain.endingWith(tail, evidence.fragments());
      Optional<BaseCandidate> base =
          bases.stream().filter(candidate -> candidate.isContinuedBy(chain)).findFirst();
      if (base.isPresent()) {
        Route route = new Route(base.get(), Optional.of(chain));
        return route.reach() > best.reach() ? route : best;
      }
    }
    if (best.base().source() instanceof BaseCandidate.Source.EmptyStore) {
      throw nothingToStartFrom(evidence);
    }
    return best;
  }

  /// Whether every entry of the route is in the history that an election would choose. Where no
  /// base reaches that history, another log may go further, and part from it before its end.
  ///
  /// Entries of one term come from one leader, whose log holds all of them: a tail that ends below
  /// the best log in the term in which that begins is part of it. And a single voter never takes
  /// back what it wrote.
  private static boolean isOnBestHistory(Route route, Evidence evidence) {
    if (route.tail().isEmpty() || evidence.best().isEmpty()) {
      return true;
    }
    LogFragment tail = route.tail().get();
    LogFragment best = evidence.best().get();
    boolean isBelow =
        tail.last() < best.first() && tail.end().term() == best.runs().getFirst().term();
    boolean isAlone =
        evidence.electorate() instanceof Electorate.SingleVoter && tail.member() == best.member();
    return tail.equals(best) || isBelow || isAlone;
  }

  private static RefusedException ask(long proven, long reach, Electorate electorate) {
    return new RefusedException(
        new EntryRange(proven + 1, reach)
            + ": intact, but nothing here proves that they were committed: "
            + new Loss.Unproven(proven, electorate).message(),
        "give the data directories of more members, or decide with --uncommitted keep (they become"
            + " part of the result) or --uncommitted drop (the result ends at entry "
            + proven
            + ")");
  }

  private static CorruptException nothingToStartFrom(Evidence evidence) {
    String logs =
        evidence.fragments().isEmpty()
            ? "no log entries"
            : "log entries from "
                + evidence.fragments().stream().mapToLong(LogFragment::first).min().orElseThrow();
    return new CorruptException(
        "expected an intact db, or a log from its first entry, found " + logs + " only",
        "give an older snapshot with --from; its state must reach the first of these entries");
  }
}
