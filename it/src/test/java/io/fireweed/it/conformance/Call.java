package io.fireweed.it.conformance;

import io.fireweed.api.error.EtcdError;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Refusal;
import io.grpc.MethodDescriptor;

/// A call that anybody may try.
///
/// @param <Q> of the request
/// @param <A> of the answer
record Call<Q, A>(MethodDescriptor<Q, A> method, Q request) {
  /// {@return the answer to a client, which must get one}
  A by(Client client) {
    return client.call(method, request);
  }

  /// Asserts that the server refuses it to a client with exactly that error.
  void refusedTo(Client client, EtcdError error) {
    client.refuses(error, method, request);
  }

  /// {@return how the server refuses it to a client, which it must}
  Refusal refusal(Client client) {
    return client.refusal(method, request);
  }

  @Override
  public String toString() {
    return method.getBareMethodName();
  }
}
