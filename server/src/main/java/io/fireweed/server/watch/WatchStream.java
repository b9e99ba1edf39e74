package io.fireweed.server.watch;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.WatchRequest;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.watch.Notice;
import io.fireweed.storage.watch.Receiver;
import io.fireweed.storage.watch.WatchOption;
import io.fireweed.storage.watch.WatchSpec;
import io.fireweed.storage.watch.Watcher;
import io.fireweed.storage.watch.WatcherGroup;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.EnumSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// One call of Watch.
///
/// Requests come on the call's thread and go to the hub. Notices come from the hub, on whatever
/// thread it runs, and wait here until the sender takes them. Only the sender writes to the call.
/// A client that has no more requests goes on being told; it ends the call by canceling it.
final class WatchStream extends ServerCall.Listener<WatchRequest> implements Receiver {
  /// Most answers that wait before the next request is read.
  private static final int MAX_ANSWERS = 64;

  /// Most notices sent before other streams have their turn.
  private static final int MAX_TURN = 256;

  private static final Bytes ZERO_KEY = Bytes.of((byte) 0);

  private final ServerCall<WatchRequest, WatchReply> call;
  private final WatchService service;
  private final WatchSender sender;
  private final WatcherGroup group;
  private final Runnable leaderLost = this::endWithoutLeader;
  private final Queue<Notice> notices = new ConcurrentLinkedQueue<>();
  private final AtomicInteger noticeCount = new AtomicInteger();
  private final AtomicInteger answerCount = new AtomicInteger();
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean paused = new AtomicBoolean();
  private final AtomicReference<Status> ending = new AtomicReference<>(Status.OK);
  private volatile boolean refusedRoom;
  private volatile boolean cut;
  private volatile boolean ended;
  private boolean headersSent;

  /// The watchers that are told of progress, and whether they are at the next occasion.
  private final Map<Watcher, Boolean> progress = new ConcurrentHashMap<>();

  WatchStream(ServerCall<WatchRequest, WatchReply> call, WatchService service, WatchSender sender) {
    this.call = call;
    this.service = service;
    this.sender = sender;
    this.group = service.hub().open(this);
  }

  void begin() {
    call.request(1);
  }

  /// Ends the call when there is no leader for long.
  void requireLeader() {
    service.leaderLoss().require(leaderLost);
  }

  @Override
  public void onMessage(WatchRequest request) {
    switch (request.getRequestUnionCase()) {
      case CREATE_REQUEST -> create(request.getCreateRequest());
      case CANCEL_REQUEST -> group.cancel(request.getCancelRequest().getWatchId());
      case PROGRESS_REQUEST -> group.tellProgress();
      case REQUESTUNION_NOT_SET -> {}
    }
    paused.set(true);
    resume();
  }

  /// Reads the next request if not too many answers wait.
  private void resume() {
    if (answerCount.get() < MAX_ANSWERS && paused.compareAndSet(true, false)) {
      call.request(1);
    }
  }

  private void create(WatchCreateRequest request) {
    Bytes key = request.getKey().isEmpty() ? ZERO_KEY : Bytes.of(request.getKey().toByteArray());
    KeyRange range = KeyRange.of(key, Bytes.of(request.getRangeEnd().toByteArray()));
    try {
      service.rights().requireRead(service.rights().caller(), range);
    } catch (RefusedCall refused) {
      group.refuse(GoStatus.render(reason(refused.error())));
      return;
    }
    if (request.getStartRevision() < 0) {
      group.refuse(EtcdError.COMPACTED.text());
      return;
    }
    Set<WatchOption> options = options(request);
    if (options.contains(WatchOption.PROGRESS_NOTIFY)) {
      service.progress(this);
    }
    group.watch(new WatchSpec(range, request.getStartRevision(), options), request.getWatchId());
    if (service.hub().behindCount() > 0) {
      service.wake();
    }
  }

  /// {@return what a client is told: of other errors than these only that it may not}
  private static EtcdError reason(EtcdError error) {
    return switch (error) {
      case INVALID_AUTH_TOKEN, AUTH_OLD_REVISION, USER_EMPTY -> error;
      default -> EtcdError.PERMISSION_DENIED;
    };
  }

  private static Set<WatchOption> options(WatchCreateRequest request) {
    Set<WatchOption> options = EnumSet.noneOf(WatchOption.class);
    for (WatchCreateRequest.FilterType filter : request.getFiltersList()) {
      switch (filter) {
        case NOPUT -> options.add(WatchOption.NO_PUT);
        case NODELETE -> options.add(WatchOption.NO_DELETE);
        case UNRECOGNIZED -> {}
      }
    }
    if (request.getPrevKv()) {
      options.add(WatchOption.PREVIOUS_ROW);
    }
    if (request.getFragment()) {
      options.add(WatchOption.FRAGMENT);
    }
    if (request.getProgressNotify()) {
      options.add(WatchOption.PROGRESS_NOTIFY);
    }
    return options;
  }

  @Override
  public void onCancel() {
    abandon();
  }

  @Override
  public void onComplete() {
    abandon();
  }

  @Override
  public void onReady() {
    schedule();
  }

  private void endWithoutLeader() {
    end(EtcdError.NO_LEADER.status());
  }

  /// Ends the call before what still waits is sent.
  void end(Status status) {
    ending.set(status);
    cut = true;
    schedule();
  }

  /// Lets go of everything: nobody listens.
  void abandon() {
    ended = true;
    group.close();
    service.leaderLoss().forget(leaderLost);
    service.forget(this);
    schedule();
  }

  @Override
  public boolean hasRoom() {
    if (service.budget().hasRoom(noticeCount.get(), heldBytes.get())) {
      return true;
    }
    refusedRoom = true;
    return false;
  }

  @Override
  public void take(Notice notice) {
    if (notice instanceof Notice.Events events) {
      service.budget().holdEvents(events.batch().events().size());
    } else {
      answerCount.incrementAndGet();
    }
    noticeCount.incrementAndGet();
    heldBytes.addAndGet(notice.weightBytes());
    service.budget().hold(notice.weightBytes());
    notices.add(notice);
    schedule();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      sender.add(this);
    }
  }

  /// Sends what there is while the transport takes it. Called by the sender.
  void send(ReplyWriter writer) {
    scheduled.set(false);
    int sent = 0;
    while (!ended && !cut && call.isReady()) {
      if (sent++ == MAX_TURN) {
        schedule();
        return;
      }
      Notice notice = notices.poll();
      if (notice == null) {
        break;
      }
      release(notice);
      note(notice);
      writer.write(notice, this::send);
    }
    if (ended) {
      drop();
    } else if (cut) {
      call.close(ending.get(), new Metadata());
      abandon();
    } else {
      afterSending();
    }
  }

  private void send(WatchReply reply) {
    if (!headersSent) {
      headersSent = true;
      call.sendHeaders(new Metadata());
    }
    call.sendMessage(reply);
  }

  private void afterSending() {
    resume();
    if (refusedRoom && hasRoomAgain()) {
      refusedRoom = false;
      service.wake();
    }
  }

  private boolean hasRoomAgain() {
    return service.budget().hasRoom(2 * noticeCount.get(), 2 * heldBytes.get());
  }

  private void drop() {
    for (Notice notice = notices.poll(); notice != null; notice = notices.poll()) {
      release(notice);
    }
  }

  private void release(Notice notice) {
    if (notice instanceof Notice.Events events) {
      service.budget().releaseEvents(events.batch().events().size());
    } else {
      answerCount.decrementAndGet();
    }
    noticeCount.decrementAndGet();
    heldBytes.addAndGet(-notice.weightBytes());
    service.budget().release(notice.weightBytes());
  }

  /// A watcher that is told something else is not told of progress the next time.
  private void note(Notice notice) {
    switch (notice) {
      case Notice.Created(Watcher watcher, _) -> {
        if (watcher.spec().options().contains(WatchOption.PROGRESS_NOTIFY)) {
          progress.put(watcher, true);
        }
      }
      case Notice.Events(Watcher watcher, var batch, _) -> {
        service.budget().sentEvents(batch.events().size());
        progress.replace(watcher, false);
      }
      case Notice.Canceled(Watcher watcher, _) -> progress.remove(watcher);
      case Notice.Compacted(Watcher watcher, _) -> progress.remove(watcher);
      case Notice.Refused _, Notice.Progress _ -> {}
    }
  }

  /// The occasion to tell of progress.
  void tellProgress() {
    progress.forEach(
        (watcher, due) -> {
          if (due) {
            group.tellProgress(watcher);
          }
          progress.replace(watcher, true);
        });
  }
}
