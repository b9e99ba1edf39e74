package io.fireweed.server.member;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.apply.ProposalCheck;
import java.util.Optional;

/// Requests as the data of entries, which any member must be able to apply.
///
/// A client may put fields into a request that nobody knows, or known ones of a wrong kind; the
/// parser keeps them and would write them into the log. As in etcd they mean nothing: where the
/// applier could not read past them they are left out.
final class Proposals {
  private static final Parser<InternalRaftRequest> WITHOUT_UNKNOWN =
      DiscardUnknownFieldsParser.wrap(InternalRaftRequest.parser());

  private Proposals() {}

  /// {@return the data of the entry}
  ///
  /// @throws RefusedCall if the entry could not be applied
  /// @throws CorruptException if it could not even be read
  static Bytes encode(InternalRaftRequest request) {
    Bytes data = Bytes.of(request.toByteArray());
    try {
      return checked(data);
    } catch (CorruptException unreadable) {
      return checked(withoutUnknown(request));
    }
  }

  private static Bytes checked(Bytes data) {
    Optional<EtcdError> refused = ProposalCheck.refuse(data);
    if (refused.isPresent()) {
      throw new RefusedCall(refused.get());
    }
    return data;
  }

  private static Bytes withoutUnknown(InternalRaftRequest request) {
    try {
      return Bytes.of(WITHOUT_UNKNOWN.parseFrom(request.toByteString()).toByteArray());
    } catch (InvalidProtocolBufferException itself) {
      throw new CorruptException("request: what was written cannot be read again", itself);
    }
  }
}
