package io.fireweed.recovery.drill;

import io.fireweed.api.rpc.HashKVResponse;
import io.fireweed.api.rpc.Member;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.client.ClientOptions;
import io.fireweed.client.Endpoint;
import io.fireweed.client.EtcdClient;
import io.fireweed.client.RangeQuery;
import io.fireweed.client.UserLogin;
import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.LeaseRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.restore.NewMember;
import io.fireweed.recovery.restore.PeerUrl;
import io.fireweed.recovery.restore.RestorePlan;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads one member of a running cluster back through etcd's own API, and holds it against the
/// source: every key with its value and revisions, the revision, HashKV, leases, members.
///
/// A lease that is shorter than the drill may end meanwhile, which deletes its keys at a newer
/// revision; it is not counted as missing, and the revision may then be higher.
final class ApiComparison {
  private static final Duration CALL_LIMIT = Duration.ofMinutes(2);
  private static final long KEYS_PER_TELLING = 4096;

  private final ReadTx source;
  private final SourceFacts facts;
  private final RestorePlan plan;
  private final Progress progress;
  private final Optional<UserLogin> login;
  private final long startNanos;

  /// @param startNanos when the members were started, as `System.nanoTime` tells it
  ApiComparison(
      ReadTx source,
      SourceFacts facts,
      RestorePlan plan,
      Progress progress,
      Optional<UserLogin> login,
      long startNanos) {
    this.source = source;
    this.facts = facts;
    this.plan = plan;
    this.progress = progress;
    this.login = login;
    this.startNanos = startNanos;
  }

  /// {@return how a member compares}
  StepResult compare(TrialPorts.Member member) {
    Endpoint endpoint = Endpoint.parse(member.clientUrl());
    ClientOptions options = ClientOptions.of(List.of(endpoint)).withCallLimit(CALL_LIMIT);
    try (EtcdClient client = EtcdClient.open(login.map(options::withLogin).orElse(options))) {
      boolean needsPassword = facts.auth() == SourceFacts.Auth.ENABLED && login.isEmpty();
      if (needsPassword) {
        return withoutPassword(client, endpoint);
      }
      Differences differences = new Differences();
      boolean expired = compareLeases(client, differences);
      compareRevision(client.status(endpoint), expired, differences);
      long keys = compareKeys(client, member.name(), differences);
      String hash = compareHash(client, endpoint, differences);
      compareMembers(client.members(), differences);
      return differences.result(
          "equal: %d keys, %d leases, %d members, %s"
              .formatted(keys, facts.leaseCount(), plan.cluster().members().size(), hash));
    }
  }

  /// Authentication is enabled and nobody gave a password: the revision is all that is told.
  private StepResult withoutPassword(EtcdClient client, Endpoint endpoint) {
    Differences differences = new Differences();
    compareRevision(client.status(endpoint), true, differences);
    return differences.isEmpty()
        ? new StepResult.Skipped(
            "needs a password: give --user root:PASSWORD (compared: files, health, revision)")
        : differences.result("");
  }

  private void compareRevision(StatusResponse status, boolean expired, Differences differences) {
    long found = status.getHeader().getRevision();
    if (!expired || found < facts.revision()) {
      differences.compare("revision", facts.revision(), found);
    }
  }

  private long compareKeys(EtcdClient client, String name, Differences differences) {
    try (LiveKeys keys = LiveKeys.load(source)) {
      long total = keys.count();
      long[] seen = new long[1];
      RangeQuery everything = RangeQuery.everything().atRevision(facts.revision()).fromMember();
      client.read(
          everything,
          kv -> {
            keys.tick(Bytes.of(kv.toByteArray()), differences);
            if (++seen[0] % KEYS_PER_TELLING == 0) {
              progress.update("reading " + name, seen[0], total, Progress.Unit.ITEMS);
            }
          });
      keys.addMissing(differences);
      differences.compare("number of keys", total, seen[0]);
      return seen[0];
    }
  }

  /// At a revision that is the compacted one, old servers give only the hash of now, and newer ones
  /// may give what they noted before a compaction, which nothing can be compared with.
  private String compareHash(EtcdClient client, Endpoint endpoint, Differences differences) {
    long revision = facts.revision();
    long compact = facts.hashKv().compactRevision();
    HashKVResponse answer;
    try {
      answer = client.hashKv(endpoint, revision);
    } catch (NotFoundException compacted) {
      if (revision != compact) {
        throw compacted;
      }
      answer = client.hashKv(endpoint, 0);
    }
    if (revision == compact && answer.getCompactRevision() != compact) {
      return "hashkv noted before the compaction, which says nothing";
    }
    differences.compare("compact revision", compact, answer.getCompactRevision());
    differences.compare(
        "hashkv at revision " + revision,
        "%08x".formatted(facts.hashKv().hash()),
        "%08x".formatted(answer.getHash()));
    return "hashkv %08x at revision %d".formatted(answer.getHash(), revision);
  }

  /// {@return whether leases ended since the members were started}
  private boolean compareLeases(EtcdClient client, Differences differences) {
    Set<Long> found = new HashSet<>(client.leases());
    Duration running = Duration.ofNanos(System.nanoTime() - startNanos).plusSeconds(1);
    boolean expired = false;
    Optional<Bucket> bucket = source.findBucket(EtcdBucket.LEASE.bytes());
    if (bucket.isPresent()) {
      Origin where = new Origin(source.file() + ": bucket lease", 0);
      Cursor cursor = bucket.get().cursor();
      while (cursor.next()) {
        MemorySegment key = cursor.key();
        LeaseRow row = LeaseRow.decode(key, cursor.value(), where);
        long left = row.remainingTtlSeconds() > 0 ? row.remainingTtlSeconds() : row.ttlSeconds();
        boolean mayHaveEnded = left <= running.toSeconds();
        boolean isThere = found.remove(row.id());
        if (!isThere && mayHaveEnded) {
          expired = true;
        } else if (!isThere) {
          differences.add(new Difference.Lease(row.id(), row.ttlSeconds() + " s", Difference.NONE));
        }
      }
    }
    found.forEach(id -> differences.add(new Difference.Lease(id, Difference.NONE, "a lease")));
    return expired;
  }

  private void compareMembers(List<Member> found, Differences differences) {
    Map<Long, Member> byId = new HashMap<>();
    found.forEach(member -> byId.put(member.getID(), member));
    for (NewMember expected : plan.cluster().members()) {
      Member member = byId.remove(expected.id().value());
      String wanted = expected.peerUrls().stream().map(PeerUrl::text).toList().toString();
      if (member == null) {
        differences.add(new Difference.Member(expected.name(), wanted, Difference.NONE));
      } else if (!peerUrls(member).equals(wanted)) {
        differences.add(new Difference.Member(expected.name(), wanted, peerUrls(member)));
      }
    }
    byId.values()
        .forEach(
            member ->
                differences.add(
                    new Difference.Member(
                        Long.toHexString(member.getID()), Difference.NONE, peerUrls(member))));
  }

  private static String peerUrls(Member member) {
    return java.util.stream.IntStream.range(0, member.getPeerURLsCount())
        .mapToObj(member::getPeerURLs)
        .toList()
        .toString();
  }
}
