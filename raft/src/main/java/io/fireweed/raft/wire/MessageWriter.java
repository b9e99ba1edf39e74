package io.fireweed.raft.wire;

import static io.fireweed.raft.wire.MessageField.COMMIT;
import static io.fireweed.raft.wire.MessageField.CONTEXT;
import static io.fireweed.raft.wire.MessageField.ENTRIES;
import static io.fireweed.raft.wire.MessageField.FROM;
import static io.fireweed.raft.wire.MessageField.INDEX;
import static io.fireweed.raft.wire.MessageField.LOG_TERM;
import static io.fireweed.raft.wire.MessageField.REJECT;
import static io.fireweed.raft.wire.MessageField.REJECT_HINT;
import static io.fireweed.raft.wire.MessageField.SNAPSHOT;
import static io.fireweed.raft.wire.MessageField.TERM;
import static io.fireweed.raft.wire.MessageField.TO;
import static io.fireweed.raft.wire.MessageField.TYPE;
import static io.fireweed.raft.wire.MessageField.VOTE;

import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import io.fireweed.raft.log.EntrySizes;
import io.fireweed.raft.message.FlatMessage;

/// Writes one message, fields in the order of their numbers.
final class MessageWriter {
  private static final int HEAD_BYTES_MAX = 128;
  private static final int ENTRY_FRAME_BYTES_MAX = 8;

  private static final Bytes NO_SNAPSHOT = MessageReader.NO_SNAPSHOT.encode(Dialect.EXPLICIT_ZEROS);

  private final FlatMessage message;
  private final WireRelease release;
  private final MessageShape shape;
  private final ProtoWriter writer;

  MessageWriter(FlatMessage message, WireRelease release) {
    this.message = message;
    this.release = release;
    this.shape =
        MessageShape.find(message.type(), message.isRejected())
            .orElseThrow(
                () -> new IllegalArgumentException(message.type() + " stays within a member"));
    long capacity =
        HEAD_BYTES_MAX
            + EntrySizes.encoded(message.entries())
            + (long) ENTRY_FRAME_BYTES_MAX * message.entries().size();
    this.writer = new ProtoWriter(Math.toIntExact(capacity));
  }

  Bytes write() {
    number(TYPE, message.type().code());
    number(TO, message.to());
    number(FROM, message.from());
    number(TERM, message.term());
    number(LOG_TERM, message.logTerm());
    number(INDEX, message.index());
    entries();
    number(COMMIT, message.commit());
    snapshot();
    number(REJECT, message.isRejected() ? 1 : 0);
    number(REJECT_HINT, message.rejectHint());
    writer.bytesUnlessEmpty(CONTEXT.number(), message.context());
    if (release == WireRelease.V3_6) {
      writer.varint(VOTE.number(), message.vote());
    }
    return writer.toBytes();
  }

  private void number(MessageField field, long value) {
    switch (release.dialect()) {
      case EXPLICIT_ZEROS -> writer.varint(field.number(), value);
      case IMPLICIT_ZEROS -> {
        if (value != 0 || shape.isAlways(field)) {
          writer.varint(field.number(), value);
        }
      }
    }
  }

  private void entries() {
    ProtoWriter scratch = new ProtoWriter();
    for (Entry entry : message.entries()) {
      EntryCodec.write(entry, release, scratch.clear());
      writer.message(ENTRIES.number(), scratch);
    }
  }

  private void snapshot() {
    if (message.snapshot().isPresent()) {
      writer.bytes(SNAPSHOT.number(), message.snapshot().get().encode(release.dialect()));
      return;
    }
    switch (release) {
      case V3_4, V3_5 -> writer.bytes(SNAPSHOT.number(), NO_SNAPSHOT);
      case V3_6, V3_7 -> {}
    }
  }
}
