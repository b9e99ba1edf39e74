package io.fireweed.api.log;

import com.google.protobuf.InvalidProtocolBufferException;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.Request;
import java.util.Set;

/// What a normal log entry asks for.
///
/// | content | variant | written by |
/// |---|---|---|
/// | no bytes | [NoOp] | a new leader |
/// | an InternalRaftRequest | [Current] | every release |
/// | the same with field 2 set | [V2], unwrapped | up to 3.5 |
/// | a bare etcdserverpb.Request | [V2] | up to 3.5 |
/// | anything else | [Unreadable] | nobody |
///
/// Field 2 decides: in a bare request it is the name of a method, which no sub-message can be.
///
/// Source: etcd `server/etcdserver/server.go`, 3.4.23 to 3.6.14.
public sealed interface LogRequest {
  /// The methods of the v2 store.
  Set<String> V2_METHODS = Set.of("PUT", "POST", "DELETE", "QGET", "SYNC");

  /// Nothing: a leader's first entry.
  record NoOp() implements LogRequest {}

  /// A request of the present generation.
  record Current(InternalRaftRequest request) implements LogRequest {}

  /// A change of the v2 store.
  record V2(Request request) implements LogRequest {}

  /// Bytes that are no request.
  record Unreadable(String reason) implements LogRequest {}

  /// {@return what the content of a normal entry asks for}
  static LogRequest decode(byte[] content) {
    if (content.length == 0) {
      return new NoOp();
    }
    try {
      InternalRaftRequest request = InternalRaftRequest.parseFrom(content);
      return request.hasV2() ? new V2(request.getV2()) : new Current(request);
    } catch (InvalidProtocolBufferException notCurrent) {
      return decodeV2(content, notCurrent);
    }
  }

  private static LogRequest decodeV2(byte[] content, InvalidProtocolBufferException notCurrent) {
    try {
      Request request = Request.parseFrom(content);
      return V2_METHODS.contains(request.getMethod())
          ? new V2(request)
          : new Unreadable("v2 method " + request.getMethod());
    } catch (InvalidProtocolBufferException neither) {
      return new Unreadable(String.valueOf(notCurrent.getMessage()));
    }
  }
}
