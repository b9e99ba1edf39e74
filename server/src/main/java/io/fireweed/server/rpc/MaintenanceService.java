package io.fireweed.server.rpc;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.AlarmMember;
import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.AlarmResponse;
import io.fireweed.api.rpc.AlarmType;
import io.fireweed.api.rpc.DefragmentRequest;
import io.fireweed.api.rpc.DefragmentResponse;
import io.fireweed.api.rpc.DowngradeInfo;
import io.fireweed.api.rpc.DowngradeRequest;
import io.fireweed.api.rpc.DowngradeResponse;
import io.fireweed.api.rpc.HashKVRequest;
import io.fireweed.api.rpc.HashKVResponse;
import io.fireweed.api.rpc.HashRequest;
import io.fireweed.api.rpc.HashResponse;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.MoveLeaderRequest;
import io.fireweed.api.rpc.MoveLeaderResponse;
import io.fireweed.api.rpc.SnapshotRequest;
import io.fireweed.api.rpc.StatusRequest;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.server.auth.Rights;
import io.fireweed.server.member.ClusterView;
import io.fireweed.server.member.Member;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.server.state.Upkeep;
import io.fireweed.server.state.Upkeep.DbImage;
import io.fireweed.server.state.Upkeep.KeyspaceHash;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Executor;

/// etcd's Maintenance service. What is slow runs on a pool; the snapshot is sent as bytes.
public final class MaintenanceService implements BindableService {
  private final Member member;
  private final Rights rights;
  private final Upkeep upkeep;
  private final Release release;
  private final Downgrades downgrades;
  private final long quotaBytes;
  private final Executor workers;
  private final Headers headers;
  private final Unary unary = new Unary();

  /// @param quotaBytes largest size of the db
  /// @param workers for what takes long
  public MaintenanceService(
      Member member, Rights rights, Upkeep upkeep, long quotaBytes, Executor workers) {
    this.member = member;
    this.rights = rights;
    this.upkeep = upkeep;
    this.release = new Release(member);
    this.quotaBytes = quotaBytes;
    this.workers = workers;
    this.headers = new Headers(member);
    this.downgrades = new Downgrades(member, release, headers);
  }

  @Override
  public ServerServiceDefinition bindService() {
    MethodDescriptor<SnapshotRequest, Reply> snapshot =
        MaintenanceGrpc.getSnapshotMethod().toBuilder(
                MaintenanceGrpc.getSnapshotMethod().getRequestMarshaller(), Reply.MARSHALLER)
            .build();
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(MaintenanceGrpc.getServiceDescriptor().getName());
    for (ServerMethodDefinition<?, ?> method : unary.bindService().getMethods()) {
      if (!method.getMethodDescriptor().getFullMethodName().equals(snapshot.getFullMethodName())) {
        service.addMethod(method);
      }
    }
    return service
        .addMethod(snapshot, ServerCalls.asyncServerStreamingCall(this::snapshot))
        .build();
  }

  private void snapshot(SnapshotRequest request, StreamObserver<Reply> call) {
    Ending.guarded(
        call,
        () -> {
          rights.requireRoot(rights.caller());
          SnapshotStream stream =
              new SnapshotStream((ServerCallStreamObserver<Reply>) call, release.storage());
          StreamedCall.run(() -> Ending.guarded(call, () -> send(stream)));
        });
  }

  private void send(SnapshotStream stream) throws IOException, InterruptedException {
    try (DbImage image = upkeep.image()) {
      stream.send(image);
    }
  }

  /// The calls with one answer.
  private final class Unary extends MaintenanceGrpc.MaintenanceImplBase {
    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> call) {
      Ending.guarded(
          call,
          () -> {
            rights.requireRoot(rights.caller());
            Ending.with(call, status());
          });
    }

    private StatusResponse status() {
      ClusterView view = member.cluster();
      StatusResponse.Builder status =
          StatusResponse.newBuilder()
              .setHeader(headers.now())
              .setVersion(Release.SERVER.toString())
              .setDbSize(upkeep.sizeBytes())
              .setDbSizeInUse(upkeep.sizeInUseBytes())
              .setLeader(view.leader())
              .setRaftIndex(view.committed())
              .setRaftTerm(view.term())
              .setRaftAppliedIndex(view.applied())
              .setIsLearner(view.role() == ClusterView.Role.LEARNER)
              .setStorageVersion(release.storage())
              .setDbSizeQuota(quotaBytes);
      release
          .downgrade()
          .ifPresent(
              row ->
                  status.setDowngradeInfo(
                      DowngradeInfo.newBuilder()
                          .setEnabled(true)
                          .setTargetVersion(row.targetVersion())));
      if (!view.hasLeader()) {
        status.addErrors(EtcdError.NO_LEADER.text());
      }
      for (AlarmRow alarm : alarms()) {
        status.addErrors(
            "memberID:%s alarm:%s"
                .formatted(Long.toUnsignedString(alarm.memberId().value()), alarm.type()));
      }
      return status.build();
    }

    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> call) {
      Ending.guarded(
          call,
          () -> {
            Caller caller = rights.caller();
            switch (request.getAction()) {
              case GET -> {
                rights.requireUser(caller);
                listAlarms(request.getAlarmValue(), call);
              }
              case ACTIVATE, DEACTIVATE -> {
                rights.requireRoot(caller);
                changeAlarm(request, caller, call);
              }
              case UNRECOGNIZED -> throw new RefusedCall(EtcdError.KEY_NOT_FOUND);
            }
          });
    }

    private void listAlarms(int type, StreamObserver<AlarmResponse> call) {
      Ending.after(
          member.readBarrier(),
          call,
          _ -> {
            AlarmResponse.Builder response = AlarmResponse.newBuilder().setHeader(headers.now());
            for (AlarmRow alarm : alarms()) {
              if (type == AlarmType.NONE_VALUE || type == alarm.type().number()) {
                response.addAlarms(message(alarm));
              }
            }
            return response.build();
          });
    }

    private void changeAlarm(
        AlarmRequest request, Caller caller, StreamObserver<AlarmResponse> call) {
      Ending.after(
          member.propose(InternalRaftRequest.newBuilder().setAlarm(request), caller),
          call,
          answered -> response(request, answered));
    }

    /// Raising an alarm that is set answers as if it had not been.
    private AlarmResponse response(AlarmRequest request, Answered answered) {
      AlarmResponse.Builder response =
          AlarmResponse.newBuilder().setHeader(headers.at(answered.revision()));
      switch (answered.result()) {
        case ApplyResult.AlarmRaised(AlarmRow alarm) -> response.addAlarms(message(alarm));
        case ApplyResult.AlarmCleared(AlarmRow alarm) -> response.addAlarms(message(alarm));
        default -> {
          boolean set = request.getAction() == AlarmRequest.AlarmAction.ACTIVATE;
          if (set && request.getAlarm() != AlarmType.NONE) {
            response.addAlarms(
                AlarmMember.newBuilder()
                    .setMemberID(request.getMemberID())
                    .setAlarmValue(request.getAlarmValue()));
          }
        }
      }
      return response.build();
    }

    @Override
    public void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> call) {
      slow(
          call,
          () -> {
            upkeep.defragment();
            Ending.with(call, DefragmentResponse.getDefaultInstance());
          });
    }

    @Override
    public void hash(HashRequest request, StreamObserver<HashResponse> call) {
      slow(
          call,
          () -> {
            int hash = upkeep.hash();
            Ending.with(
                call, HashResponse.newBuilder().setHeader(headers.now()).setHash(hash).build());
          });
    }

    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> call) {
      slow(
          call,
          () -> {
            KeyspaceHash hash = upkeep.hashKv(request.getRevision());
            Ending.with(
                call,
                HashKVResponse.newBuilder()
                    .setHeader(headers.now())
                    .setHash(hash.hash())
                    .setHashRevision(hash.hashRevision())
                    .setCompactRevision(hash.compactRevision())
                    .build());
          });
    }

    @Override
    public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> call) {
      Ending.guarded(
          call,
          () -> {
            rights.requireRoot(rights.caller());
            Ending.after(
                member.moveLeader(request.getTargetID()),
                call,
                _ -> MoveLeaderResponse.getDefaultInstance());
          });
    }

    @Override
    public void downgrade(DowngradeRequest request, StreamObserver<DowngradeResponse> call) {
      Ending.guarded(
          call,
          () -> {
            Caller caller = rights.caller();
            rights.requireRoot(caller);
            Ending.after(downgrades.answer(request, caller), call, response -> response);
          });
    }

    private void slow(StreamObserver<?> call, Ending.Work work) {
      Ending.guarded(
          call,
          () -> {
            rights.requireRoot(rights.caller());
            workers.execute(() -> Ending.guarded(call, work));
          });
    }
  }

  private Set<AlarmRow> alarms() {
    return member.state().look(tables -> tables.alarms().alarms());
  }

  private static AlarmMember message(AlarmRow alarm) {
    return AlarmMember.newBuilder()
        .setMemberID(alarm.memberId().value())
        .setAlarmValue(alarm.type().number())
        .build();
  }
}
