package io.fireweed.server.rpc;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.election.CampaignRequest;
import io.fireweed.api.rpc.election.CampaignResponse;
import io.fireweed.api.rpc.election.ElectionGrpc;
import io.fireweed.api.rpc.election.LeaderKey;
import io.fireweed.api.rpc.election.LeaderRequest;
import io.fireweed.api.rpc.election.LeaderResponse;
import io.fireweed.api.rpc.election.ProclaimRequest;
import io.fireweed.api.rpc.election.ProclaimResponse;
import io.fireweed.api.rpc.election.ResignRequest;
import io.fireweed.api.rpc.election.ResignResponse;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.format.fault.UnavailableException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.watch.Change;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/// etcd's Election service: the oldest key under a name leads, and its value is what it proclaims.
public final class ElectionService extends ElectionGrpc.ElectionImplBase {
  private static final long READY_MILLIS = 10;
  private static final ByteString SLASH = ByteString.copyFromUtf8("/");

  private final PatientCalls calls;
  private final Headers headers;

  public ElectionService(PatientCalls calls) {
    this.calls = calls;
    this.headers = new Headers(calls.member());
  }

  @Override
  public void campaign(CampaignRequest request, StreamObserver<CampaignResponse> call) {
    calls.handle(
        call,
        client -> {
          Candidate candidate =
              Candidate.enter(client, request.getName(), request.getLease(), request.getValue());
          long revision = candidate.awaitTurn(client);
          LeaderKey leader =
              LeaderKey.newBuilder()
                  .setName(request.getName())
                  .setKey(candidate.key())
                  .setRev(candidate.createRevision())
                  .setLease(candidate.lease())
                  .build();
          Ending.with(
              call,
              CampaignResponse.newBuilder()
                  .setHeader(headers.at(revision))
                  .setLeader(leader)
                  .build());
        });
  }

  @Override
  public void proclaim(ProclaimRequest request, StreamObserver<ProclaimResponse> call) {
    calls.handle(
        call,
        client -> {
          requireLeader(request.hasLeader());
          LeaderKey leader = request.getLeader();
          long lease = client.leaseOr(leader.getLease());
          Answered answered =
              client.putIfCreated(leader.getKey(), leader.getRev(), request.getValue(), lease);
          if (!LocalClient.succeeded(answered)) {
            throw new UnavailableException("election: not leader");
          }
          Ending.with(
              call,
              ProclaimResponse.newBuilder().setHeader(headers.at(answered.revision())).build());
        });
  }

  /// Whoever leads no more has nothing to resign from, which is no error.
  @Override
  public void resign(ResignRequest request, StreamObserver<ResignResponse> call) {
    calls.handle(
        call,
        client -> {
          requireLeader(request.hasLeader());
          LeaderKey leader = request.getLeader();
          Answered answered = client.deleteIfCreated(leader.getKey(), leader.getRev());
          Ending.with(
              call, ResignResponse.newBuilder().setHeader(headers.at(answered.revision())).build());
        });
  }

  private static void requireLeader(boolean given) {
    if (!given) {
      throw new RefusedCall(EtcdError.ELECTION_MISSING_LEADER_KEY);
    }
  }

  @Override
  public void leader(LeaderRequest request, StreamObserver<LeaderResponse> call) {
    calls.handle(
        call,
        client -> {
          LocalClient.Found found = client.oldest(request.getName().concat(SLASH));
          KeyValue leader =
              found.first().orElseThrow(() -> new RefusedCall(EtcdError.ELECTION_NO_LEADER));
          Ending.with(call, response(leader, found.revision()));
        });
  }

  /// What is proclaimed from now on, the present leader's word first.
  @Override
  public void observe(LeaderRequest request, StreamObserver<LeaderResponse> call) {
    calls.handle(call, client -> observe(client, request.getName().concat(SLASH), call));
  }

  private void observe(LocalClient client, ByteString prefix, StreamObserver<LeaderResponse> call)
      throws InterruptedException {
    while (true) {
      LocalClient.Found found = client.oldest(prefix);
      Optional<KeyValue> leader = found.first();
      if (leader.isPresent()) {
        send(call, response(leader.get(), found.revision()));
        follow(client, leader.get().getKey(), found.revision() + 1, call);
      } else {
        awaitCandidate(client, prefix, found.revision() + 1);
      }
    }
  }

  /// Tells what one leader proclaims, until it leads no more.
  private void follow(
      LocalClient client, ByteString key, long from, StreamObserver<LeaderResponse> call)
      throws InterruptedException {
    Bytes leader = LocalClient.bytes(key);
    try (KeyChanges changes = client.changes(new KeyRange.Single(leader), from)) {
      while (true) {
        Optional<Change> change = changes.next();
        if (change.isEmpty() || change.get().kind() == Change.Kind.TOMBSTONE) {
          return;
        }
        send(call, response(LocalClient.row(change.get().row()), change.get().main()));
      }
    }
  }

  private static void awaitCandidate(LocalClient client, ByteString prefix, long from)
      throws InterruptedException {
    KeyRange range = KeyRange.ofPrefix(LocalClient.bytes(prefix));
    try (KeyChanges changes = client.changes(range, from)) {
      Optional<Change> change = changes.next();
      while (change.isPresent() && change.get().kind() == Change.Kind.TOMBSTONE) {
        change = changes.next();
      }
    }
  }

  /// Waits while the client does not read what it was sent.
  private static void send(StreamObserver<LeaderResponse> call, LeaderResponse response)
      throws InterruptedException {
    while (!((ServerCallStreamObserver<LeaderResponse>) call).isReady()) {
      Thread.sleep(READY_MILLIS);
    }
    call.onNext(response);
  }

  private LeaderResponse response(KeyValue leader, long revision) {
    return LeaderResponse.newBuilder().setHeader(headers.at(revision)).setKv(leader).build();
  }
}
