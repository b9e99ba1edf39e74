package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.client.CallWords;
import io.fireweed.client.EtcdClient;
import io.fireweed.client.Rpc;
import io.fireweed.client.WatchNews;
import io.fireweed.client.Watching;
import io.fireweed.format.fault.Fault;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Copies the keys under a prefix into another cluster, then every change of them.
///
/// Changes of one revision are made in one transaction, unless there are too many of them. Leases
/// are not copied.
final class MakeMirror {
  private static final long PAGE_ROWS = 1000;
  private static final Duration TOTAL_EVERY = Duration.ofSeconds(30);

  /// What is copied where.
  ///
  /// @param replacement what stands in the copy where the prefix stood
  /// @param fromRevision the first change to copy; 0 to copy what there is and what follows
  /// @param operationsMax changes in one transaction
  record Plan(ByteString prefix, ByteString replacement, long fromRevision, int operationsMax) {}

  private final EtcdClient source;
  private final EtcdClient destination;
  private final Plan plan;
  private final PrintStream out;
  private long total;
  private long doneRevision;
  private long nextTotalNanos = System.nanoTime() + TOTAL_EVERY.toNanos();

  MakeMirror(EtcdClient source, EtcdClient destination, Plan plan, PrintStream out) {
    this.source = source;
    this.destination = destination;
    this.plan = plan;
    this.out = out;
  }

  /// Copies until the source ends the watch or the destination refuses.
  void run() throws InterruptedException {
    KeyRange range = KeyRange.withPrefix(plan.prefix());
    long next = plan.fromRevision();
    if (next <= 0) {
      next = copyBase(range) + 1;
    }
    doneRevision = next - 1;
    try (Watching watching = source.watch()) {
      watching.add(
          WatchCreateRequest.newBuilder()
              .setKey(range.key())
              .setRangeEnd(range.end())
              .setStartRevision(next)
              .build());
      while (true) {
        Optional<WatchNews> news = watching.next(Duration.ofSeconds(1));
        if (news.isPresent()) {
          take(news.get());
        }
        tellTotal();
      }
    }
  }

  /// {@return where to go on after an end: `--rev` of the next run; 0 when nothing is known}
  long resumeRevision() {
    return doneRevision == 0 ? 0 : doneRevision + 1;
  }

  /// Copies what there is, all at one revision. {@return that revision}
  private long copyBase(KeyRange range) {
    ByteString from = range.key();
    long revision = 0;
    while (true) {
      RangeResponse page =
          source.ask(
              Rpc.RANGE,
              RangeRequest.newBuilder()
                  .setKey(from)
                  .setRangeEnd(range.end())
                  .setLimit(PAGE_ROWS)
                  .setRevision(revision)
                  .build());
      revision = revision == 0 ? page.getHeader().getRevision() : revision;
      for (KeyValue row : page.getKvsList()) {
        destination.ask(
            Rpc.PUT,
            PutRequest.newBuilder().setKey(renamed(row.getKey())).setValue(row.getValue()).build());
        total++;
        tellTotal();
      }
      if (!page.getMore() || page.getKvsCount() == 0) {
        return revision;
      }
      from = page.getKvs(page.getKvsCount() - 1).getKey().concat(ByteString.copyFrom(new byte[1]));
    }
  }

  private void take(WatchNews news) {
    switch (news) {
      case WatchNews.Lost(var fault) -> throw fault;
      case WatchNews.Told(int _, WatchResponse response) -> {
        if (response.getCompactRevision() != 0) {
          throw new CommandFailure(ExitCode.FAILED, EtcdError.COMPACTED.text());
        }
        if (response.getCanceled()) {
          throw new CommandFailure(ExitCode.FAILED, Watching.reason(response));
        }
        copy(response.getEventsList());
      }
    }
  }

  private void copy(List<Event> events) {
    List<RequestOp> gathered = new ArrayList<>();
    long revision = 0;
    for (Event event : events) {
      long modRevision = event.getKv().getModRevision();
      if (modRevision > revision || gathered.size() >= plan.operationsMax()) {
        commit(gathered);
      }
      if (revision != 0 && modRevision > revision) {
        doneRevision = revision;
      }
      revision = modRevision;
      gathered.add(operation(event));
      total++;
    }
    commit(gathered);
    doneRevision = Math.max(doneRevision, revision);
  }

  private void commit(List<RequestOp> gathered) {
    if (!gathered.isEmpty()) {
      destination.ask(Rpc.TXN, TxnRequest.newBuilder().addAllSuccess(gathered).build());
      gathered.clear();
    }
  }

  private RequestOp operation(Event event) {
    ByteString key = renamed(event.getKv().getKey());
    RequestOp.Builder operation = RequestOp.newBuilder();
    return event.getType() == Event.EventType.DELETE
        ? operation.setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key)).build()
        : operation
            .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(event.getKv().getValue()))
            .build();
  }

  private ByteString renamed(ByteString key) {
    return plan.replacement().concat(key.substring(plan.prefix().size()));
  }

  private void tellTotal() {
    if (System.nanoTime() >= nextTotalNanos) {
      nextTotalNanos += TOTAL_EVERY.toNanos();
      out.println(total);
      out.flush();
    }
  }

  /// {@return the words for a failure}
  static String words(Fault fault) {
    return CallWords.of(fault);
  }
}
