package io.fireweed.client;

import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.fireweed.format.fault.Fault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A lease that lives as long as this object: a thread renews it three times in each of its lives.
///
/// When members cannot be reached for a whole life, or the lease was revoked, [#expiry] completes:
/// whatever hung on the lease is gone, or soon will be.
public final class LeaseSession implements AutoCloseable {
  private static final Duration REVOKE_LIMIT = Duration.ofSeconds(2);

  private final EtcdClient client;
  private final long leaseId;
  private final long timeToLiveSeconds;
  private final CompletableFuture<Void> expiry = new CompletableFuture<>();
  private final Thread keeper;

  private LeaseSession(EtcdClient client, long leaseId, long timeToLiveSeconds) {
    this.client = client;
    this.leaseId = leaseId;
    this.timeToLiveSeconds = timeToLiveSeconds;
    this.keeper = Thread.ofPlatform().daemon().name("etcd-lease").unstarted(this::keep);
  }

  /// Grants a lease and begins to renew it.
  public static LeaseSession begin(EtcdClient client, Duration timeToLive) {
    long seconds = timeToLive.toSeconds();
    long id = client.grantLease(0, timeToLive);
    LeaseSession session = new LeaseSession(client, id, seconds);
    session.keeper.start();
    return session;
  }

  public long leaseId() {
    return leaseId;
  }

  /// {@return completes when the lease has ended by itself}
  public CompletableFuture<Void> expiry() {
    return expiry;
  }

  /// Ends the renewals and revokes the lease, which deletes what hangs on it. Where that fails the
  /// lease ends by itself.
  @Override
  public void close() {
    keeper.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      keeper.join(REVOKE_LIMIT);
      if (!expiry.isDone()) {
        client.revokeLease(leaseId);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (Fault unreachable) {
      expiry.complete(null);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void keep() {
    try (LeaseRenewals renewals = client.renewals()) {
      long lifeSeconds = timeToLiveSeconds;
      while (true) {
        Duration pause = LeaseRenewals.pause(lifeSeconds);
        Thread.sleep(pause);
        Duration left = Duration.ofSeconds(lifeSeconds).minus(pause);
        LeaseKeepAliveResponse answer = renewals.renew(leaseId, left);
        lifeSeconds = answer.getTTL();
        if (lifeSeconds <= 0) {
          break;
        }
      }
    } catch (InterruptedException closed) {
      return;
    } catch (Fault unreachable) {
      // The lease has run out, or will before anybody is reached again.
      expiry.complete(null);
    }
    expiry.complete(null);
  }
}
