package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.cli.command.RawWords;

/// What was typed, as the bytes that a member is sent.
final class Typed {
  private Typed() {}

  static ByteString bytes(String word) {
    return ByteString.copyFrom(RawWords.bytes(word));
  }
}
