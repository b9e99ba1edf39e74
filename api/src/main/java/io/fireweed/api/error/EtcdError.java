package io.fireweed.api.error;

import io.grpc.Status;
import java.util.Arrays;
import java.util.Optional;

/// An error of etcd's client API: the gRPC code that arrives and the exact text.
///
/// | what | rule |
/// |---|---|
/// | [#text()] | as sent, `etcdserver: ` included where etcd has it; stable since 3.0 |
/// | [#code()] | as sent by 3.7 |
/// | [#earlierCode()] | as sent by 3.4 and 3.5 where it was another one |
///
/// Some errors arrive as UNKNOWN although etcd's table declares another code, because its mapping
/// misses them: they are UNKNOWN here too. An error that is not in this table arrives as UNKNOWN
/// with its own text.
///
/// Source: etcd `api/v3rpc/rpctypes`, `server/etcdserver/api/v3rpc`, 3.4.23 to 3.7.1.
public enum EtcdError {
  EMPTY_KEY(Status.Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
  KEY_NOT_FOUND(Status.Code.INVALID_ARGUMENT, "etcdserver: key not found"),
  VALUE_PROVIDED(Status.Code.INVALID_ARGUMENT, "etcdserver: value is provided"),
  LEASE_PROVIDED(Status.Code.INVALID_ARGUMENT, "etcdserver: lease is provided"),
  TOO_MANY_OPS(Status.Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
  DUPLICATE_KEY(Status.Code.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
  /// Not in 3.5 and older.
  INVALID_CLIENT_API_VERSION(
      Status.Code.INVALID_ARGUMENT, "etcdserver: invalid client api version"),
  /// Not in 3.5 and older, which take any number for a sort option.
  INVALID_SORT_OPTION(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid sort option"),
  MEMBER_BAD_URLS(Status.Code.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid"),
  REQUEST_TOO_LARGE(Status.Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
  USER_EMPTY(Status.Code.INVALID_ARGUMENT, "etcdserver: user name is empty"),
  ROLE_EMPTY(Status.Code.INVALID_ARGUMENT, "etcdserver: role name is empty"),
  AUTH_FAILED(
      Status.Code.INVALID_ARGUMENT,
      "etcdserver: authentication failed, invalid user ID or password"),
  PERMISSION_NOT_GIVEN(Status.Code.INVALID_ARGUMENT, "etcdserver: permission not given"),
  INVALID_AUTH_MGMT(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid auth management"),
  AUTH_OLD_REVISION(Status.Code.INVALID_ARGUMENT, "etcdserver: revision of auth store is old"),
  WRONG_DOWNGRADE_VERSION_FORMAT(
      Status.Code.INVALID_ARGUMENT, "etcdserver: wrong downgrade target version format"),
  INVALID_DOWNGRADE_TARGET_VERSION(
      Status.Code.INVALID_ARGUMENT, "etcdserver: invalid downgrade target version"),

  COMPACTED(Status.Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
  FUTURE_REVISION(
      Status.Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
  LEASE_TTL_TOO_LARGE(Status.Code.OUT_OF_RANGE, "etcdserver: too large lease TTL"),

  LEASE_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: requested lease not found"),
  MEMBER_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: member not found"),

  PERMISSION_DENIED(Status.Code.PERMISSION_DENIED, "etcdserver: permission denied"),
  INVALID_AUTH_TOKEN(Status.Code.UNAUTHENTICATED, "etcdserver: invalid auth token"),
  CORRUPT(Status.Code.DATA_LOSS, "etcdserver: corrupt cluster"),
  NO_SPACE(Status.Code.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),

  WATCH_CANCELED(Status.Code.CANCELLED, "etcdserver: watch canceled"),
  REQUEST_CANCELED(Status.Code.CANCELLED, "etcdserver: request canceled"),
  /// gRPC's own text, without etcd's prefix: what arrives when a write finds no leader.
  DEADLINE_EXCEEDED(Status.Code.DEADLINE_EXCEEDED, "context deadline exceeded"),

  LEASE_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: lease already exists"),
  MEMBER_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: member ID already exist"),
  PEER_URL_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: Peer URLs already exists"),
  MEMBER_NOT_LEARNER(
      Status.Code.FAILED_PRECONDITION, "etcdserver: can only promote a learner member"),
  LEARNER_NOT_READY(
      Status.Code.FAILED_PRECONDITION,
      "etcdserver: can only promote a learner member which is in sync with leader"),
  TOO_MANY_LEARNERS(
      Status.Code.FAILED_PRECONDITION, "etcdserver: too many learner members in cluster"),
  CLUSTER_ID_MISMATCH(Status.Code.FAILED_PRECONDITION, "etcdserver: cluster ID mismatch"),
  ROOT_USER_NOT_EXIST(Status.Code.FAILED_PRECONDITION, "etcdserver: root user does not exist"),
  ROOT_ROLE_NOT_EXIST(
      Status.Code.FAILED_PRECONDITION, "etcdserver: root user does not have root role"),
  USER_ALREADY_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: user name already exists"),
  USER_NOT_FOUND(Status.Code.FAILED_PRECONDITION, "etcdserver: user name not found"),
  ROLE_ALREADY_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: role name already exists"),
  ROLE_NOT_FOUND(Status.Code.FAILED_PRECONDITION, "etcdserver: role name not found"),
  ROLE_NOT_GRANTED(Status.Code.FAILED_PRECONDITION, "etcdserver: role is not granted to the user"),
  PERMISSION_NOT_GRANTED(
      Status.Code.FAILED_PRECONDITION, "etcdserver: permission is not granted to the role"),
  AUTH_NOT_ENABLED(Status.Code.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
  NOT_LEADER(Status.Code.FAILED_PRECONDITION, "etcdserver: not leader"),
  NOT_CAPABLE(Status.Code.FAILED_PRECONDITION, "etcdserver: not capable", Status.Code.UNAVAILABLE),
  NOT_SUPPORTED_FOR_LEARNER(
      Status.Code.FAILED_PRECONDITION,
      "etcdserver: rpc not supported for learner",
      Status.Code.UNAVAILABLE),
  BAD_LEADER_TRANSFEREE(Status.Code.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),
  CLUSTER_VERSION_UNAVAILABLE(
      Status.Code.FAILED_PRECONDITION,
      "etcdserver: cluster version not found during downgrade",
      Status.Code.UNAVAILABLE),
  DOWNGRADE_IN_PROCESS(
      Status.Code.FAILED_PRECONDITION, "etcdserver: cluster has a downgrade job in progress"),
  NO_INFLIGHT_DOWNGRADE(Status.Code.FAILED_PRECONDITION, "etcdserver: no inflight downgrade job"),

  NO_LEADER(Status.Code.UNAVAILABLE, "etcdserver: no leader"),
  LEADER_CHANGED(Status.Code.UNAVAILABLE, "etcdserver: leader changed"),
  STOPPED(Status.Code.UNAVAILABLE, "etcdserver: server stopped"),
  TIMEOUT(Status.Code.UNAVAILABLE, "etcdserver: request timed out"),
  TIMEOUT_DUE_TO_LEADER_FAIL(
      Status.Code.UNAVAILABLE,
      "etcdserver: request timed out, possibly due to previous leader failure"),
  TIMEOUT_DUE_TO_CONNECTION_LOST(
      Status.Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to connection lost"),
  TIMEOUT_WAIT_APPLIED_INDEX(
      Status.Code.UNAVAILABLE,
      "etcdserver: request timed out, waiting for the applied index took too long"),
  UNHEALTHY(Status.Code.UNAVAILABLE, "etcdserver: unhealthy cluster"),

  RANGE_STREAM_SORT(Status.Code.UNIMPLEMENTED, "RangeStream does not support custom sort orders"),
  RANGE_STREAM_FILTER(Status.Code.UNIMPLEMENTED, "RangeStream does not support revision filters"),

  /// Declared FAILED_PRECONDITION.
  MEMBER_NOT_ENOUGH_STARTED(
      Status.Code.UNKNOWN, "etcdserver: re-configuration failed due to not enough started members"),
  /// Declared RESOURCE_EXHAUSTED.
  TOO_MANY_REQUESTS(Status.Code.UNKNOWN, "etcdserver: too many requests"),
  TIMEOUT_LEADER_TRANSFER(
      Status.Code.UNKNOWN, "etcdserver: request timed out, leader transfer took too long"),
  NOT_PRIMARY_LESSOR(Status.Code.UNKNOWN, "not a primary lessor"),
  TOKEN_NOT_SIGNED(Status.Code.UNKNOWN, "auth: token signing attempted with verify-only key"),
  NO_PASSWORD_USER(
      Status.Code.UNKNOWN, "auth: authentication failed, password was given for no password user"),
  /// What 3.4 and 3.5 say of Hash, HashKV, Defragment and Snapshot; newer ones translate it to
  /// [#PERMISSION_DENIED].
  MAINTENANCE_PERMISSION_DENIED(Status.Code.UNKNOWN, "auth: permission denied"),
  ELECTION_NO_LEADER(Status.Code.UNKNOWN, "election: no leader"),
  ELECTION_MISSING_LEADER_KEY(Status.Code.UNKNOWN, "\"leader\" field must be provided");

  private final Status.Code code;
  private final Status.Code earlierCode;
  private final String text;

  EtcdError(Status.Code code, String text) {
    this(code, text, code);
  }

  EtcdError(Status.Code code, String text, Status.Code earlierCode) {
    this.code = code;
    this.text = text;
    this.earlierCode = earlierCode;
  }

  /// {@return the gRPC code that 3.7 sends}
  public Status.Code code() {
    return code;
  }

  /// {@return the gRPC code that 3.4 and 3.5 send}
  public Status.Code earlierCode() {
    return earlierCode;
  }

  /// {@return the exact text}
  public String text() {
    return text;
  }

  /// {@return the status a server ends the call with}
  public Status status() {
    return Status.fromCode(code).withDescription(text);
  }

  /// {@return the error with exactly that text, whatever code it came with}
  public static Optional<EtcdError> find(String text) {
    return Arrays.stream(values()).filter(error -> error.text.equals(text)).findFirst();
  }

  /// {@return the error a failed call brought}
  public static Optional<EtcdError> find(Status status) {
    String description = status.getDescription();
    return description == null ? Optional.empty() : find(description);
  }
}
