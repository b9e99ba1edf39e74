package io.fireweed.server.gateway;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.fireweed.server.http.HttpAnswer;
import io.fireweed.server.http.HttpBody;
import io.fireweed.server.http.HttpReply;
import io.fireweed.server.state.AnswerRoom;
import io.fireweed.server.state.NoRoomException;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request, one answer. Of several JSON values in the body the first counts; an empty body is
/// an empty message.
final class SingleCall implements HttpBody {
  /// The message, what it is parsed to, and the JSON: while it grows, as a text, and as bytes.
  private static final int COPIES = 8;

  private final MethodDescriptor method;
  private final ClientCall<byte[], byte[]> call;
  private final Metadata metadata;
  private final HttpReply reply;
  private final int maxMessageBytes;
  private final JsonValues values;
  private final AnswerRoom.Share share;
  private long bodyBytes;
  private boolean begun;

  private SingleCall(
      MethodDescriptor method,
      ClientCall<byte[], byte[]> call,
      Metadata metadata,
      HttpReply reply,
      int maxMessageBytes,
      AnswerRoom room) {
    this.method = method;
    this.call = call;
    this.metadata = metadata;
    this.reply = reply;
    this.maxMessageBytes = maxMessageBytes;
    this.share = room.share(COPIES);
    this.values = new JsonValues(RequestLimits.maxJsonBytes(maxMessageBytes));
  }

  static HttpBody begin(
      MethodDescriptor method,
      ClientCall<byte[], byte[]> call,
      Metadata metadata,
      HttpReply reply,
      int maxMessageBytes,
      AnswerRoom room) {
    return new SingleCall(method, call, metadata, reply, maxMessageBytes, room);
  }

  @Override
  public void piece(byte[] bytes) {
    bodyBytes += bytes.length;
    if (begun) {
      return;
    }
    if (bodyBytes > RequestLimits.maxJsonBytes(maxMessageBytes)) {
      refuse(RequestLimits.tooLarge(bodyBytes, maxMessageBytes));
      return;
    }
    try {
      callWithFirst(values.take(bytes));
    } catch (BadJsonException e) {
      refuse(GatewayStatus.badRequest(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void end() {
    if (begun) {
      return;
    }
    try {
      callWithFirst(values.end());
      if (!begun) {
        callWith("{}");
      }
    } catch (BadJsonException e) {
      refuse(GatewayStatus.badRequest(String.valueOf(e.getMessage())));
    }
  }

  private void callWithFirst(List<String> found) throws BadJsonException {
    if (!found.isEmpty()) {
      callWith(found.getFirst());
    }
  }

  private void callWith(String json) throws BadJsonException {
    byte[] message = JsonMessages.encode(json, method.getInputType());
    if (message.length > maxMessageBytes) {
      refuse(RequestLimits.tooLarge(message.length, maxMessageBytes));
      return;
    }
    begun = true;
    call.start(new Listener(), metadata);
    call.request(2);
    call.sendMessage(message);
    call.halfClose();
  }

  private void refuse(Status status) {
    begun = true;
    reply.send(GatewayStatus.answer(status));
  }

  @Override
  public void gone() {
    if (begun) {
      call.cancel("the client went away", null);
    }
  }

  private final class Listener extends ClientCall.Listener<byte[]> {
    private byte @Nullable [] answer;
    private @Nullable Status noRoom;

    @Override
    public void onMessage(byte[] message) {
      try {
        share.take(message.length);
        answer = message;
      } catch (NoRoomException tooLong) {
        noRoom = Status.RESOURCE_EXHAUSTED.withDescription(tooLong(message.length, tooLong));
      }
    }

    private String tooLong(int bytes, NoRoomException tooLong) {
      return method.getName().equals("Range")
          ? String.valueOf(tooLong.getMessage())
          : "etcdserver: the request was carried out, but its answer of %d bytes is too long as JSON"
              .formatted(bytes);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      byte[] message = answer;
      if (noRoom != null) {
        reply.send(GatewayStatus.answer(noRoom), share::close);
        return;
      }
      if (!status.isOk() || message == null) {
        Status failure =
            status.isOk() ? Status.INTERNAL.withDescription("no message in the answer") : status;
        reply.send(GatewayStatus.answer(failure), share::close);
        return;
      }
      try {
        String json = JsonMessages.decode(message, method.getOutputType());
        reply.send(HttpAnswer.of(200, HttpAnswer.JSON, json), share::close);
      } catch (InvalidProtocolBufferException e) {
        reply.send(
            GatewayStatus.answer(Status.INTERNAL.withDescription("an answer that is no message")),
            share::close);
      }
    }
  }
}
