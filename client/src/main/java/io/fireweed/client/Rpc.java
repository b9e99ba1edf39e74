package io.fireweed.client;

import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.AlarmResponse;
import io.fireweed.api.rpc.AuthDisableRequest;
import io.fireweed.api.rpc.AuthDisableResponse;
import io.fireweed.api.rpc.AuthEnableRequest;
import io.fireweed.api.rpc.AuthEnableResponse;
import io.fireweed.api.rpc.AuthGrpc;
import io.fireweed.api.rpc.AuthRoleAddRequest;
import io.fireweed.api.rpc.AuthRoleAddResponse;
import io.fireweed.api.rpc.AuthRoleDeleteRequest;
import io.fireweed.api.rpc.AuthRoleDeleteResponse;
import io.fireweed.api.rpc.AuthRoleGetRequest;
import io.fireweed.api.rpc.AuthRoleGetResponse;
import io.fireweed.api.rpc.AuthRoleGrantPermissionRequest;
import io.fireweed.api.rpc.AuthRoleGrantPermissionResponse;
import io.fireweed.api.rpc.AuthRoleListRequest;
import io.fireweed.api.rpc.AuthRoleListResponse;
import io.fireweed.api.rpc.AuthRoleRevokePermissionRequest;
import io.fireweed.api.rpc.AuthRoleRevokePermissionResponse;
import io.fireweed.api.rpc.AuthStatusRequest;
import io.fireweed.api.rpc.AuthStatusResponse;
import io.fireweed.api.rpc.AuthUserAddRequest;
import io.fireweed.api.rpc.AuthUserAddResponse;
import io.fireweed.api.rpc.AuthUserChangePasswordRequest;
import io.fireweed.api.rpc.AuthUserChangePasswordResponse;
import io.fireweed.api.rpc.AuthUserDeleteRequest;
import io.fireweed.api.rpc.AuthUserDeleteResponse;
import io.fireweed.api.rpc.AuthUserGetRequest;
import io.fireweed.api.rpc.AuthUserGetResponse;
import io.fireweed.api.rpc.AuthUserGrantRoleRequest;
import io.fireweed.api.rpc.AuthUserGrantRoleResponse;
import io.fireweed.api.rpc.AuthUserListRequest;
import io.fireweed.api.rpc.AuthUserListResponse;
import io.fireweed.api.rpc.AuthUserRevokeRoleRequest;
import io.fireweed.api.rpc.AuthUserRevokeRoleResponse;
import io.fireweed.api.rpc.ClusterGrpc;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.CompactionResponse;
import io.fireweed.api.rpc.DefragmentRequest;
import io.fireweed.api.rpc.DefragmentResponse;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.DeleteRangeResponse;
import io.fireweed.api.rpc.DowngradeRequest;
import io.fireweed.api.rpc.DowngradeResponse;
import io.fireweed.api.rpc.HashKVRequest;
import io.fireweed.api.rpc.HashKVResponse;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrantResponse;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.fireweed.api.rpc.LeaseLeasesRequest;
import io.fireweed.api.rpc.LeaseLeasesResponse;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.LeaseRevokeResponse;
import io.fireweed.api.rpc.LeaseTimeToLiveRequest;
import io.fireweed.api.rpc.LeaseTimeToLiveResponse;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.MemberAddRequest;
import io.fireweed.api.rpc.MemberAddResponse;
import io.fireweed.api.rpc.MemberListRequest;
import io.fireweed.api.rpc.MemberListResponse;
import io.fireweed.api.rpc.MemberPromoteRequest;
import io.fireweed.api.rpc.MemberPromoteResponse;
import io.fireweed.api.rpc.MemberRemoveRequest;
import io.fireweed.api.rpc.MemberRemoveResponse;
import io.fireweed.api.rpc.MemberUpdateRequest;
import io.fireweed.api.rpc.MemberUpdateResponse;
import io.fireweed.api.rpc.MoveLeaderRequest;
import io.fireweed.api.rpc.MoveLeaderResponse;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.StatusRequest;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.TxnResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.util.Iterator;

/// One question that a cluster answers with one message, whole: for callers that print the answer.
///
/// @param <Q> the request
/// @param <A> the answer
public final class Rpc<Q, A> {
  public static final Rpc<RangeRequest, RangeResponse> RANGE =
      new Rpc<>("range", Kind.READ, KVGrpc.getRangeMethod());
  public static final Rpc<PutRequest, PutResponse> PUT =
      new Rpc<>("put", Kind.WRITE, KVGrpc.getPutMethod());
  public static final Rpc<DeleteRangeRequest, DeleteRangeResponse> DELETE_RANGE =
      new Rpc<>("delete range", Kind.WRITE, KVGrpc.getDeleteRangeMethod());
  public static final Rpc<TxnRequest, TxnResponse> TXN =
      new Rpc<>("txn", Kind.WRITE, KVGrpc.getTxnMethod());
  public static final Rpc<CompactionRequest, CompactionResponse> COMPACT =
      new Rpc<>("compaction", Kind.WRITE, KVGrpc.getCompactMethod());
  public static final Rpc<LeaseGrantRequest, LeaseGrantResponse> LEASE_GRANT =
      new Rpc<>("grant of a lease", Kind.WRITE, LeaseGrpc.getLeaseGrantMethod());
  public static final Rpc<LeaseRevokeRequest, LeaseRevokeResponse> LEASE_REVOKE =
      new Rpc<>("revoke of a lease", Kind.WRITE, LeaseGrpc.getLeaseRevokeMethod());

  /// One renewal: the stream is asked once and closed. Repeating it does no harm.
  public static final Rpc<LeaseKeepAliveRequest, LeaseKeepAliveResponse> LEASE_KEEP_ALIVE =
      new Rpc<>("renewal of a lease", Kind.READ, LeaseGrpc.getLeaseKeepAliveMethod());

  public static final Rpc<LeaseTimeToLiveRequest, LeaseTimeToLiveResponse> LEASE_TIME_TO_LIVE =
      new Rpc<>("time to live of a lease", Kind.READ, LeaseGrpc.getLeaseTimeToLiveMethod());
  public static final Rpc<LeaseLeasesRequest, LeaseLeasesResponse> LEASE_LIST =
      new Rpc<>("list of leases", Kind.READ, LeaseGrpc.getLeaseLeasesMethod());

  public static final Rpc<MemberListRequest, MemberListResponse> MEMBER_LIST =
      new Rpc<>("list of members", Kind.READ, ClusterGrpc.getMemberListMethod());
  public static final Rpc<MemberAddRequest, MemberAddResponse> MEMBER_ADD =
      new Rpc<>("addition of a member", Kind.WRITE, ClusterGrpc.getMemberAddMethod());
  public static final Rpc<MemberRemoveRequest, MemberRemoveResponse> MEMBER_REMOVE =
      new Rpc<>("removal of a member", Kind.WRITE, ClusterGrpc.getMemberRemoveMethod());
  public static final Rpc<MemberUpdateRequest, MemberUpdateResponse> MEMBER_UPDATE =
      new Rpc<>("update of a member", Kind.WRITE, ClusterGrpc.getMemberUpdateMethod());
  public static final Rpc<MemberPromoteRequest, MemberPromoteResponse> MEMBER_PROMOTE =
      new Rpc<>("promotion of a member", Kind.WRITE, ClusterGrpc.getMemberPromoteMethod());
  public static final Rpc<StatusRequest, StatusResponse> STATUS =
      new Rpc<>("status", Kind.READ, MaintenanceGrpc.getStatusMethod());
  public static final Rpc<HashKVRequest, HashKVResponse> HASH_KV =
      new Rpc<>("hash of the keyspace", Kind.READ, MaintenanceGrpc.getHashKVMethod());
  public static final Rpc<AlarmRequest, AlarmResponse> ALARM =
      new Rpc<>("alarms", Kind.WRITE, MaintenanceGrpc.getAlarmMethod());
  public static final Rpc<DefragmentRequest, DefragmentResponse> DEFRAGMENT =
      new Rpc<>("defragmentation", Kind.WRITE, MaintenanceGrpc.getDefragmentMethod());
  public static final Rpc<MoveLeaderRequest, MoveLeaderResponse> MOVE_LEADER =
      new Rpc<>("move of the leader", Kind.WRITE, MaintenanceGrpc.getMoveLeaderMethod());
  public static final Rpc<DowngradeRequest, DowngradeResponse> DOWNGRADE =
      new Rpc<>("downgrade", Kind.WRITE, MaintenanceGrpc.getDowngradeMethod());
  public static final Rpc<AuthEnableRequest, AuthEnableResponse> AUTH_ENABLE =
      new Rpc<>("enabling of authentication", Kind.WRITE, AuthGrpc.getAuthEnableMethod());
  public static final Rpc<AuthDisableRequest, AuthDisableResponse> AUTH_DISABLE =
      new Rpc<>("disabling of authentication", Kind.WRITE, AuthGrpc.getAuthDisableMethod());
  public static final Rpc<AuthStatusRequest, AuthStatusResponse> AUTH_STATUS =
      new Rpc<>("status of authentication", Kind.READ, AuthGrpc.getAuthStatusMethod());
  public static final Rpc<AuthUserAddRequest, AuthUserAddResponse> USER_ADD =
      new Rpc<>("addition of a user", Kind.WRITE, AuthGrpc.getUserAddMethod());
  public static final Rpc<AuthUserGetRequest, AuthUserGetResponse> USER_GET =
      new Rpc<>("look at a user", Kind.READ, AuthGrpc.getUserGetMethod());
  public static final Rpc<AuthUserListRequest, AuthUserListResponse> USER_LIST =
      new Rpc<>("list of users", Kind.READ, AuthGrpc.getUserListMethod());
  public static final Rpc<AuthUserDeleteRequest, AuthUserDeleteResponse> USER_DELETE =
      new Rpc<>("deletion of a user", Kind.WRITE, AuthGrpc.getUserDeleteMethod());
  public static final Rpc<AuthUserChangePasswordRequest, AuthUserChangePasswordResponse>
      USER_CHANGE_PASSWORD =
          new Rpc<>("change of a password", Kind.WRITE, AuthGrpc.getUserChangePasswordMethod());
  public static final Rpc<AuthUserGrantRoleRequest, AuthUserGrantRoleResponse> USER_GRANT_ROLE =
      new Rpc<>("grant of a role", Kind.WRITE, AuthGrpc.getUserGrantRoleMethod());
  public static final Rpc<AuthUserRevokeRoleRequest, AuthUserRevokeRoleResponse> USER_REVOKE_ROLE =
      new Rpc<>("revocation of a role", Kind.WRITE, AuthGrpc.getUserRevokeRoleMethod());
  public static final Rpc<AuthRoleAddRequest, AuthRoleAddResponse> ROLE_ADD =
      new Rpc<>("addition of a role", Kind.WRITE, AuthGrpc.getRoleAddMethod());
  public static final Rpc<AuthRoleGetRequest, AuthRoleGetResponse> ROLE_GET =
      new Rpc<>("look at a role", Kind.READ, AuthGrpc.getRoleGetMethod());
  public static final Rpc<AuthRoleListRequest, AuthRoleListResponse> ROLE_LIST =
      new Rpc<>("list of roles", Kind.READ, AuthGrpc.getRoleListMethod());
  public static final Rpc<AuthRoleDeleteRequest, AuthRoleDeleteResponse> ROLE_DELETE =
      new Rpc<>("deletion of a role", Kind.WRITE, AuthGrpc.getRoleDeleteMethod());
  public static final Rpc<AuthRoleGrantPermissionRequest, AuthRoleGrantPermissionResponse>
      ROLE_GRANT_PERMISSION =
          new Rpc<>("grant of a permission", Kind.WRITE, AuthGrpc.getRoleGrantPermissionMethod());
  public static final Rpc<AuthRoleRevokePermissionRequest, AuthRoleRevokePermissionResponse>
      ROLE_REVOKE_PERMISSION =
          new Rpc<>(
              "revocation of a permission", Kind.WRITE, AuthGrpc.getRoleRevokePermissionMethod());

  /// Whether asking twice may do something twice.
  enum Kind {
    READ,
    WRITE
  }

  private final String name;
  private final Kind kind;
  private final MethodDescriptor<Q, A> method;

  private Rpc(String name, Kind kind, MethodDescriptor<Q, A> method) {
    this.name = name;
    this.kind = kind;
    this.method = method;
  }

  String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  A on(Channel channel, CallOptions options, Q request) {
    if (method.getType() == MethodDescriptor.MethodType.UNARY) {
      return ClientCalls.blockingUnaryCall(channel, method, options, request);
    }
    Iterator<A> answers =
        ClientCalls.blockingServerStreamingCall(channel, method, options, request);
    if (!answers.hasNext()) {
      throw Status.UNAVAILABLE
          .withDescription("stream ended without an answer")
          .asRuntimeException();
    }
    return answers.next();
  }
}
