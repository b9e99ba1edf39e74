package io.fireweed.server.rpc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.server.auth.Rights;
import io.fireweed.server.member.Member;
import io.fireweed.server.state.AnswerRoom;
import io.fireweed.server.state.NoRoomException;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.apply.KvAnswer;
import io.fireweed.storage.apply.RangeQueries;
import io.fireweed.storage.apply.RequestCheck;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeRows;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// etcd's KV service.
///
/// Writes are proposed, and answered when they are applied. Reads are answered from the state,
/// after a read barrier unless the client asked for a serializable one; so are transactions that
/// only read.
public final class KvService {
  /// A read of more keys than this does not run on a thread that others' calls wait for.
  private static final long MANY_ROWS = 1000;

  /// A transaction in a transaction nests two messages, and Go's parser knows no limit.
  private static final int MAX_NESTED_MESSAGES = 1000;

  /// The rows of a transaction, its answer in parts and as a whole, and what gRPC makes of it.
  private static final int TXN_COPIES = 6;

  private static final KvAnswer NO_ANSWER = new KvAnswer.Nothing();

  private final Member member;
  private final Rights rights;
  private final Quota quota;
  private final int maxTxnOps;
  private final int maxPartBytes;
  private final Executor workers;
  private final KvReplies replies;

  /// @param maxTxnOps operations of one transaction
  /// @param maxPartBytes about how long a part of a streamed range may be
  /// @param workers for long reads
  public KvService(
      Member member,
      Rights rights,
      Quota quota,
      int maxTxnOps,
      int maxPartBytes,
      Executor workers) {
    this.member = member;
    this.rights = rights;
    this.quota = quota;
    this.maxTxnOps = maxTxnOps;
    this.maxPartBytes = maxPartBytes;
    this.workers = workers;
    this.replies = new KvReplies(new Headers(member));
  }

  /// {@return the service as gRPC wants it}
  public ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(KVGrpc.getServiceDescriptor().getName())
        .addMethod(raw(KVGrpc.getRangeMethod()), unary(this::range))
        .addMethod(raw(KVGrpc.getPutMethod()), unary(this::put))
        .addMethod(raw(KVGrpc.getDeleteRangeMethod()), unary(this::deleteRange))
        .addMethod(deep(KVGrpc.getTxnMethod()), unary(this::txn))
        .addMethod(
            raw(KVGrpc.getRangeStreamMethod()),
            ServerCalls.asyncServerStreamingCall(this::rangeStream))
        .addMethod(raw(KVGrpc.getCompactMethod()), unary(this::compact))
        .build();
  }

  private static <Q> MethodDescriptor<Q, Reply> raw(MethodDescriptor<Q, ?> method) {
    return method.toBuilder(method.getRequestMarshaller(), Reply.MARSHALLER).build();
  }

  private static MethodDescriptor<TxnRequest, Reply> deep(MethodDescriptor<TxnRequest, ?> method) {
    return method.toBuilder(
            ProtoUtils.marshallerWithRecursionLimit(
                TxnRequest.getDefaultInstance(), MAX_NESTED_MESSAGES),
            Reply.MARSHALLER)
        .build();
  }

  private static <Q> ServerCallHandler<Q, Reply> unary(ServerCalls.UnaryMethod<Q, Reply> method) {
    return ServerCalls.asyncUnaryCall(
        (request, call) -> Ending.guarded(call, () -> method.invoke(request, call)));
  }

  private void range(RangeRequest request, StreamObserver<Reply> call) {
    refuse(RequestCheck.refuse(request));
    RangeQuery query = RangeQueries.of(request);
    Caller caller = rights.caller();
    rights.requireRead(caller, query.range());
    AnswerRoom.Share share = member.state().answerRoom().share();
    if (!(query.range() instanceof KeyRange.Single)) {
      holdUntilSent(share, call);
    }
    Supplier<Reply> read =
        () -> {
          RangeRows found = member.state().range(query, share);
          rights.requireUnchanged(caller);
          return replies.range(found);
        };
    read(request.getSerializable(), isLong(query), read, call);
  }

  /// What gRPC has taken over is still in memory, until its client takes it.
  private static void holdUntilSent(AnswerRoom.Share share, StreamObserver<Reply> call) {
    if (call instanceof ServerCallStreamObserver<Reply> observed) {
      observed.setOnCloseHandler(share::close);
      observed.setOnCancelHandler(share::close);
    }
  }

  private void rangeStream(RangeRequest request, StreamObserver<Reply> call) {
    Ending.guarded(
        call,
        () -> {
          refuse(RequestCheck.refuse(request));
          refuse(streamRefusal(request));
          RangeQuery query = RangeQueries.of(request);
          Caller caller = rights.caller();
          rights.requireRead(caller, query.range());
          RangeStream stream =
              new RangeStream(
                  member.state(), replies, maxPartBytes, (ServerCallStreamObserver<Reply>) call);
          afterBarrier(
              request.getSerializable(), StreamedCall::run, call, () -> stream.send(query));
        });
  }

  private static Optional<EtcdError> streamRefusal(RangeRequest request) {
    if (request.getSortOrderValue() != 0 || request.getSortTargetValue() != 0) {
      return Optional.of(EtcdError.RANGE_STREAM_SORT);
    }
    boolean filters =
        request.getMinModRevision() != 0
            || request.getMaxModRevision() != 0
            || request.getMinCreateRevision() != 0
            || request.getMaxCreateRevision() != 0;
    return filters ? Optional.of(EtcdError.RANGE_STREAM_FILTER) : Optional.empty();
  }

  private CompletableFuture<Void> barrier(boolean serializable) {
    return serializable ? CompletableFuture.completedFuture(null) : member.readBarrier();
  }

  /// A limit alone keeps a read short: to sort or to sift rows, all of the range are read.
  private static boolean isLong(RangeQuery query) {
    boolean few =
        query.limit() > 0
            && query.limit() <= MANY_ROWS
            && query.order() == RangeQuery.Order.NONE
            && query.target() == RangeQuery.Target.KEY
            && query.bounds().equals(RangeQuery.Bounds.NONE);
    return !few && !(query.range() instanceof KeyRange.Single);
  }

  private void read(
      boolean serializable, boolean isLong, Supplier<Reply> read, StreamObserver<Reply> call) {
    afterBarrier(
        serializable, isLong ? workers : Runnable::run, call, () -> Ending.with(call, read.get()));
  }

  /// Runs what answers a read once the state is as new as the client wants it.
  private void afterBarrier(
      boolean serializable, Executor threads, StreamObserver<Reply> call, Ending.Work work) {
    var _ =
        barrier(serializable)
            .whenComplete(
                (_, failure) -> {
                  if (failure == null) {
                    Ending.guarded(call, () -> threads.execute(() -> Ending.guarded(call, work)));
                  } else {
                    Ending.refuse(call, failure);
                  }
                });
  }

  private void put(PutRequest request, StreamObserver<Reply> call) {
    Optional<CompletableFuture<Answered>> noRoom = quota.refusal(request);
    if (noRoom.isPresent()) {
      answer(noRoom.get(), call);
      return;
    }
    refuse(RequestCheck.refuse(request));
    if (request.getPrevKv()) {
      propose(InternalRaftRequest.newBuilder().setPut(request), call);
    } else {
      answer(
          member.propose(InternalRaftRequest.newBuilder().setPut(request), rights.caller()), call);
    }
  }

  private void deleteRange(DeleteRangeRequest request, StreamObserver<Reply> call) {
    refuse(RequestCheck.refuse(request));
    propose(InternalRaftRequest.newBuilder().setDeleteRange(request), call);
  }

  private void txn(TxnRequest request, StreamObserver<Reply> call) {
    Optional<CompletableFuture<Answered>> noRoom = quota.refusal(request);
    if (noRoom.isPresent()) {
      answer(noRoom.get(), call);
      return;
    }
    refuse(RequestCheck.refuse(request, maxTxnOps));
    if (!RequestCheck.isReadOnly(request)) {
      propose(InternalRaftRequest.newBuilder().setTxn(request), call);
      return;
    }
    Caller caller = rights.caller();
    AnswerRoom.Share share = member.state().answerRoom().share(TXN_COPIES);
    holdUntilSent(share, call);
    Supplier<Reply> read =
        () -> {
          Answered answered = member.state().read(request, caller, share);
          rights.requireUnchanged(caller);
          return reply(answered, replies::of);
        };
    read(RequestCheck.isSerializable(request), true, read, call);
  }

  private void compact(CompactionRequest request, StreamObserver<Reply> call) {
    Caller caller = rights.caller();
    rights.requireRoot(caller);
    CompletableFuture<Answered> done =
        member
            .propose(InternalRaftRequest.newBuilder().setCompaction(request), caller)
            .thenCompose(
                answered ->
                    request.getPhysical() && answered.result() instanceof ApplyResult.Compacted
                        ? member.state().compacted(request.getRevision()).thenApply(_ -> answered)
                        : CompletableFuture.completedFuture(answered));
    Ending.after(
        done,
        call,
        answered -> reply(answered, (compacted, _) -> replies.header(compacted.revision())));
  }

  /// What was applied is applied, however long its answer is: if that has no room, the client is
  /// told so, and memory is saved all the same.
  private void propose(InternalRaftRequest.Builder request, StreamObserver<Reply> call) {
    AnswerRoom.Share share = member.state().answerRoom().share();
    holdUntilSent(share, call);
    Ending.after(
        member.propose(request, rights.caller()),
        call,
        answered -> {
          Reply reply = reply(answered, replies::of);
          try {
            share.take(reply.length());
          } catch (NoRoomException others) {
            throw NoRoomException.afterwards();
          }
          return reply;
        });
  }

  private void answer(CompletableFuture<Answered> done, StreamObserver<Reply> call) {
    Ending.after(done, call, answered -> reply(answered, replies::of));
  }

  private static Reply reply(Answered answered, BiFunction<Answered, KvAnswer, Reply> write) {
    if (answered.result() instanceof ApplyResult.Rejected(EtcdError error)) {
      throw new RefusedCall(error);
    }
    if (answered.isCut()) {
      throw NoRoomException.afterwards();
    }
    return write.apply(answered, answered.answer().orElse(NO_ANSWER));
  }

  private static void refuse(Optional<EtcdError> error) {
    if (error.isPresent()) {
      throw new RefusedCall(error.get());
    }
  }
}
