package io.fireweed.it.script;

import com.google.protobuf.Message;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.grpc.MethodDescriptor;

/// One step of a script.
sealed interface Step {
  /// A call that is answered with one message.
  record Call(MethodDescriptor<Message, Message> method, Message request) implements Step {
    @Override
    public String toString() {
      return method.getBareMethodName() + " {" + Answers.line(request) + "}";
    }
  }

  /// A watch on a stream of its own, which stays open until the end.
  record Watch(WatchCreateRequest request) implements Step {
    @Override
    public String toString() {
      return "Watch {" + Answers.line(request) + "}";
    }
  }

  /// From here on the calls are those of a user; with an empty name, of nobody.
  record Login(String user, String password) implements Step {}

  /// Both servers stop and start again.
  record Restart() implements Step {}

  @SuppressWarnings("unchecked")
  static <Q extends Message, A extends Message> Step of(MethodDescriptor<Q, A> method, Q request) {
    return new Call((MethodDescriptor<Message, Message>) (MethodDescriptor<?, ?>) method, request);
  }
}
