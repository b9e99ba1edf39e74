package io.fireweed.raft;

import io.fireweed.format.wire.Bytes;

/// A read that may be answered once everything up to `index` is applied.
///
/// @param context the request's name, as it was given
public record ReadState(long index, Bytes context) {
  public String describe() {
    StringBuilder text = new StringBuilder("{").append(index).append(" [");
    for (int i = 0; i < context.length(); i++) {
      text.append(i == 0 ? "" : " ").append(context.at(i) & 0xff);
    }
    return text.append("]}").toString();
  }
}
