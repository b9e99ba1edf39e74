package io.fireweed.bench.http2;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Heads and trailers of the answers on a connection.
///
/// A block of indices alone does not change the table and means what it meant before, for as long
/// as no other block comes between: so it is decoded once. Every other block is decoded, and what
/// was known is forgotten.
final class AnswerHeaders {
  private static final int KNOWN_BYTES_MAX = Long.BYTES;
  private static final int KNOWN_MAX = 64;

  /// What a block says; empty where it says nothing.
  record Meaning(String httpStatus, String grpcStatus, String grpcMessage) {
    boolean isOk() {
      return (httpStatus.isEmpty() || httpStatus.equals("200"))
          && (grpcStatus.isEmpty() || grpcStatus.equals("0"));
    }
  }

  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final LongObjectMap<Meaning> known = new LongObjectHashMap<>();

  /// {@return what the block of `length` bytes at the buffer's position means; the position stays}
  Meaning read(ByteBuffer in, int length, int stream) throws IOException {
    long indices = indices(in, length);
    if (indices == 0) {
      known.clear();
      return decode(in, length, stream);
    }
    Meaning meaning = known.get(indices);
    if (meaning == null) {
      meaning = decode(in, length, stream);
      if (known.size() < KNOWN_MAX) {
        known.put(indices, meaning);
      }
    }
    return meaning;
  }

  /// {@return the bytes of a short block of indices of one byte each; 0 if it is another}
  private static long indices(ByteBuffer in, int length) {
    if (length > KNOWN_BYTES_MAX) {
      return 0;
    }
    long indices = 0;
    for (int i = 0; i < length; i++) {
      int field = in.get(in.position() + i) & 0xff;
      if (field <= 0x80 || field == 0xff) {
        return 0;
      }
      indices = indices << 8 | field;
    }
    return indices;
  }

  private Meaning decode(ByteBuffer in, int length, int stream) throws IOException {
    try {
      Http2Headers headers =
          decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(in.slice(in.position(), length)));
      return new Meaning(
          text(headers, ":status"), text(headers, "grpc-status"), text(headers, "grpc-message"));
    } catch (Http2Exception e) {
      throw new IOException("header block of stream " + stream + ": " + e.getMessage(), e);
    }
  }

  private static String text(Http2Headers headers, String name) {
    CharSequence value = headers.get(name);
    return value == null ? "" : value.toString();
  }
}
