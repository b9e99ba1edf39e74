package io.fireweed.client;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.TxnResponse;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.format.fault.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A place in a queue that members keep: locks and elections of every etcd client stand in the same
/// ones.
///
/// | what | rule |
/// |---|---|
/// | key | name, `/`, id of the lease in hex |
/// | order | by create revision |
/// | whose turn | the key with the lowest |
/// | leaving | deleting the key, or losing the lease |
///
/// Source: etcd `clientv3/concurrency`, 3.4 to 3.7.
public final class Turn {
  private static final String SEPARATOR = "/";

  private final EtcdClient client;
  private final ByteString prefix;
  private final ByteString key;
  private final long createRevision;
  private final boolean ownedAtOnce;
  private ResponseHeader header;

  private Turn(
      EtcdClient client,
      ByteString prefix,
      ByteString key,
      long createRevision,
      boolean ownedAtOnce,
      ResponseHeader header) {
    this.client = client;
    this.prefix = prefix;
    this.key = key;
    this.createRevision = createRevision;
    this.ownedAtOnce = ownedAtOnce;
    this.header = header;
  }

  /// {@return the prefix under which a queue stands}
  public static ByteString prefix(ByteString name) {
    return name.concat(ByteString.copyFromUtf8(SEPARATOR));
  }

  /// Joins the queue at its end.
  ///
  /// @param value what those who look at the queue see of us
  public static Turn join(
      EtcdClient client, LeaseSession session, ByteString name, ByteString value) {
    ByteString prefix = prefix(name);
    ByteString key =
        prefix.concat(
            ByteString.copyFrom(Long.toHexString(session.leaseId()), StandardCharsets.US_ASCII));
    RequestOp first = RequestOp.newBuilder().setRequestRange(firstOf(prefix)).build();
    TxnRequest request =
        TxnRequest.newBuilder()
            .addCompare(
                Compare.newBuilder()
                    .setKey(key)
                    .setTarget(Compare.CompareTarget.CREATE)
                    .setResult(Compare.CompareResult.EQUAL)
                    .setCreateRevision(0))
            .addSuccess(
                RequestOp.newBuilder()
                    .setRequestPut(
                        PutRequest.newBuilder()
                            .setKey(key)
                            .setValue(value)
                            .setLease(session.leaseId())))
            .addSuccess(first)
            .addFailure(
                RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)))
            .addFailure(first)
            .build();
    TxnResponse answer = client.ask(Rpc.TXN, request);
    long created =
        answer.getSucceeded()
            ? answer.getHeader().getRevision()
            : answer.getResponses(0).getResponseRange().getKvs(0).getCreateRevision();
    RangeResponse owner = answer.getResponses(1).getResponseRange();
    boolean ours = owner.getKvsCount() == 0 || owner.getKvs(0).getCreateRevision() == created;
    return new Turn(client, prefix, key, created, ours, answer.getHeader());
  }

  /// {@return the request for who has the turn in a queue}
  public static RangeRequest firstOf(ByteString prefix) {
    return RangeRequest.newBuilder()
        .setKey(prefix)
        .setRangeEnd(endOf(prefix))
        .setSortOrder(RangeRequest.SortOrder.ASCEND)
        .setSortTarget(RangeRequest.SortTarget.CREATE)
        .setLimit(1)
        .build();
  }

  /// {@return the end of the range of keys with that prefix, which ends with `/`}
  public static ByteString endOf(ByteString prefix) {
    return prefix
        .substring(0, prefix.size() - 1)
        .concat(ByteString.copyFrom(new byte[] {(byte) (SEPARATOR.charAt(0) + 1)}));
  }

  /// Waits until everybody who came before has left.
  ///
  /// @throws UnavailableException when our own key is gone by then
  public void await() throws InterruptedException {
    if (ownedAtOnce) {
      return;
    }
    RangeRequest lastBefore =
        RangeRequest.newBuilder()
            .setKey(prefix)
            .setRangeEnd(endOf(prefix))
            .setSortOrder(RangeRequest.SortOrder.DESCEND)
            .setSortTarget(RangeRequest.SortTarget.CREATE)
            .setMaxCreateRevision(createRevision - 1)
            .setLimit(1)
            .build();
    while (true) {
      RangeResponse answer = client.ask(Rpc.RANGE, lastBefore);
      if (answer.getKvsCount() == 0) {
        break;
      }
      awaitDeletion(answer.getKvs(0), answer.getHeader().getRevision());
    }
    RangeResponse own = client.ask(Rpc.RANGE, RangeRequest.newBuilder().setKey(key).build());
    if (own.getKvsCount() == 0) {
      throw new UnavailableException("mutex: session is expired");
    }
    header = own.getHeader();
  }

  /// Leaves the queue.
  public void leave() {
    client.delete(DeleteRangeRequest.newBuilder().setKey(key).build());
  }

  public ByteString key() {
    return key;
  }

  /// {@return the header of the answer that gave us the turn}
  public ResponseHeader header() {
    return header;
  }

  private void awaitDeletion(KeyValue row, long revision) throws InterruptedException {
    try (Watching watching = client.watch()) {
      watching.add(
          WatchCreateRequest.newBuilder()
              .setKey(row.getKey())
              .setStartRevision(revision + 1)
              .build());
      while (true) {
        switch (watching.next()) {
          case WatchNews.Lost(var fault) -> throw fault;
          case WatchNews.Told(int _, WatchResponse response) -> {
            if (response.getCanceled()) {
              return;
            }
            Optional<Event> deletion =
                response.getEventsList().stream()
                    .filter(event -> event.getType() == Event.EventType.DELETE)
                    .findFirst();
            if (deletion.isPresent()) {
              return;
            }
          }
        }
      }
    }
  }
}
