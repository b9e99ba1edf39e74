package io.fireweed.server.boot;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Messages as they are, for requests that no generated class would write.
final class RawBytes implements MethodDescriptor.Marshaller<byte[]> {
  /// {@return a method of etcd, such as `KV/Range`, that takes and gives bytes}
  static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
    return MethodDescriptor.newBuilder(new RawBytes(), new RawBytes())
        .setType(type)
        .setFullMethodName("etcdserverpb." + name)
        .build();
  }

  @Override
  public InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
