package io.fireweed.server.gateway;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.fireweed.server.http.HttpAnswer;
import io.fireweed.server.http.HttpBody;
import io.fireweed.server.http.HttpReply;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A call whose answer is a line of JSON per message: `{"result":…}`, and at the end, if it fails,
/// `{"error":…}`. The next message is asked for when the one before could leave.
///
/// Where the method takes a stream, every JSON value of the body is a message, as soon as it is
/// there; the end of the body ends the stream. Where it takes one, the first value counts. A later
/// value that cannot be read ends what is sent, and not what is received.
final class StreamCall implements HttpBody {
  private final MethodDescriptor method;
  private final ClientCall<byte[], byte[]> call;
  private final Metadata metadata;
  private final HttpReply reply;
  private final int maxMessageBytes;
  private final JsonValues values;
  private boolean started;
  private boolean sendingEnded;

  private StreamCall(
      MethodDescriptor method,
      ClientCall<byte[], byte[]> call,
      Metadata metadata,
      HttpReply reply,
      int maxMessageBytes) {
    this.method = method;
    this.call = call;
    this.metadata = metadata;
    this.reply = reply;
    this.maxMessageBytes = maxMessageBytes;
    this.values = new JsonValues(RequestLimits.maxJsonBytes(maxMessageBytes));
  }

  static HttpBody begin(
      MethodDescriptor method,
      ClientCall<byte[], byte[]> call,
      Metadata metadata,
      HttpReply reply,
      int maxMessageBytes) {
    return new StreamCall(method, call, metadata, reply, maxMessageBytes);
  }

  @Override
  public boolean isEndless() {
    return true;
  }

  @Override
  public void piece(byte[] bytes) {
    if (!sendingEnded) {
      try {
        send(values.take(bytes));
      } catch (BadJsonException e) {
        refuse(GatewayStatus.badRequest(String.valueOf(e.getMessage())));
      }
    }
  }

  @Override
  public void end() {
    if (sendingEnded) {
      return;
    }
    try {
      send(values.end());
      if (!started && !method.isClientStreaming()) {
        send(List.of("{}"));
      }
    } catch (BadJsonException e) {
      refuse(GatewayStatus.badRequest(String.valueOf(e.getMessage())));
      return;
    }
    endSending();
  }

  private void send(List<String> jsons) throws BadJsonException {
    for (String json : jsons) {
      if (sendingEnded) {
        return;
      }
      byte[] message = JsonMessages.encode(json, method.getInputType());
      if (message.length > maxMessageBytes) {
        refuse(RequestLimits.tooLarge(message.length, maxMessageBytes));
        return;
      }
      start();
      call.sendMessage(message);
      if (!method.isClientStreaming()) {
        endSending();
      }
    }
  }

  private void start() {
    if (!started) {
      started = true;
      call.start(new Listener(), metadata);
      call.request(1);
    }
  }

  private void endSending() {
    if (!sendingEnded) {
      sendingEnded = true;
      start();
      call.halfClose();
    }
  }

  private void refuse(Status status) {
    if (started) {
      endSending();
      return;
    }
    sendingEnded = true;
    reply.send(
        HttpAnswer.of(GatewayStatus.httpCode(status), HttpAnswer.JSON, Listener.errorLine(status)));
  }

  @Override
  public void gone() {
    sendingEnded = true;
    if (started) {
      call.cancel("the client went away", null);
    }
  }

  private final class Listener extends ClientCall.Listener<byte[]> {
    private boolean opened;

    @Override
    public void onMessage(byte[] message) {
      String json;
      try {
        json = JsonMessages.decode(message, method.getOutputType());
      } catch (InvalidProtocolBufferException e) {
        call.cancel("an answer that is no message", e);
        return;
      }
      open(200);
      reply.piece(("{\"result\":" + json + "}\n").getBytes(StandardCharsets.UTF_8));
      if (reply.hasRoom()) {
        call.request(1);
      } else {
        reply.whenRoom(() -> call.request(1));
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!status.isOk()) {
        open(GatewayStatus.httpCode(status));
        reply.piece(errorLine(status).getBytes(StandardCharsets.UTF_8));
      }
      open(200);
      reply.close();
    }

    private void open(int status) {
      if (!opened) {
        opened = true;
        reply.open(status, HttpAnswer.JSON);
      }
    }

    static String errorLine(Status status) {
      return "{\"error\":" + GatewayStatus.json(status) + "}\n";
    }
  }
}
