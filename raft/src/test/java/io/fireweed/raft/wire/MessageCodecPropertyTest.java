package io.fireweed.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.raft.log.EntrySizes;
import io.fireweed.raft.message.PeerMessage;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageCodecPropertyTest {
  private static final Origin ORIGIN = new Origin("peer 2", 0);

  @Test
  void whatIsWrittenForAnyReleaseIsReadAsTheSame() {
    SeededRandom.check(
        3000,
        random -> {
          PeerMessage message = new RandomMessages(random).next();
          for (WireRelease release : WireRelease.values()) {
            Bytes bytes = MessageCodec.encode(message, release);
            assertThat(MessageCodec.decode(bytes.segment(), ORIGIN)).isEqualTo(message);
          }
        });
  }

  @Test
  void theFormsOf34And35AreOne() {
    SeededRandom.check(
        300,
        random -> {
          PeerMessage message = new RandomMessages(random).next();
          assertThat(MessageCodec.encode(message, WireRelease.V3_4))
              .isEqualTo(MessageCodec.encode(message, WireRelease.V3_5));
        });
  }

  @Test
  void fieldsOfNewerReleasesArePassedOver() {
    SeededRandom.check(
        300,
        random -> {
          PeerMessage message = new RandomMessages(random).next();
          Bytes newer = MessageCodec.encode(message, WireRelease.V3_7).plus(newerField(random));
          assertThat(MessageCodec.decode(newer.segment(), ORIGIN)).isEqualTo(message);
        });
  }

  private static Bytes newerField(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Bytes.fromHex("7805");
      case 1 -> Bytes.fromHex("7a020102");
      case 2 -> Bytes.fromHex("79" + "01".repeat(8));
      default -> Bytes.fromHex("fd7f" + "01".repeat(4));
    };
  }

  /// What is left of a message can look whole where it was cut between two fields; the frame around
  /// a message tells. It is refused or read, and nothing else happens.
  @Test
  void aMessageCutAtAnyByteIsRefusedOrAnotherMessage() {
    SeededRandom.check(
        100,
        random -> {
          PeerMessage message = new RandomMessages(random).next();
          for (WireRelease release : WireRelease.values()) {
            byte[] bytes = MessageCodec.encode(message, release).toArray();
            for (int length = 0; length < bytes.length; length++) {
              read(Arrays.copyOf(bytes, length));
            }
          }
        });
  }

  @Test
  void aMessageWithAnyByteFlippedIsRefusedOrAnotherMessage() {
    SeededRandom.check(
        30,
        random -> {
          PeerMessage message = new RandomMessages(random).next();
          for (WireRelease release : WireRelease.values()) {
            byte[] bytes = MessageCodec.encode(message, release).toArray();
            for (int i = 0; i < bytes.length; i++) {
              for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] flipped = bytes.clone();
                flipped[i] ^= (byte) (1 << bit);
                read(flipped);
              }
            }
          }
        });
  }

  @Test
  void bytesWithoutSenseAreRefused() {
    SeededRandom.check(
        5000,
        random -> {
          byte[] bytes = new byte[random.nextInt(60)];
          random.nextBytes(bytes);
          read(bytes);
        });
  }

  /// A message that is believed keeps every rule, so it can be sent on.
  private static void read(byte[] bytes) {
    Optional<PeerMessage> read = Optional.empty();
    try {
      read = Optional.of(MessageCodec.decode(Bytes.of(bytes).segment(), ORIGIN));
    } catch (CorruptException e) {
      assertThat(e).hasMessageContaining("peer 2").hasMessageContaining("offset ");
    } catch (RuntimeException e) {
      fail(Bytes.of(bytes).toHex(), e);
    }
    for (WireRelease release : WireRelease.values()) {
      read.ifPresent(
          message ->
              assertThat(MessageCodec.decode(again(message, release).segment(), ORIGIN))
                  .isEqualTo(message));
    }
  }

  private static Bytes again(PeerMessage message, WireRelease release) {
    return MessageCodec.encode(message, release);
  }

  @Test
  void theSizeOfAnEntryIsTheLengthOfItsBytes() {
    SeededRandom.check(
        2000,
        random -> {
          Entry entry = new RandomMessages(random).entry();
          for (WireRelease release :
              new WireRelease[] {WireRelease.V3_4, WireRelease.V3_5, WireRelease.V3_6}) {
            assertThat(EntrySizes.encoded(entry))
                .isEqualTo(EntryCodec.encode(entry, release).length())
                .isEqualTo(entry.encode(Dialect.EXPLICIT_ZEROS).length());
          }
        });
  }

  @Test
  void anEntryOfTheLogHasTheSameBytesOnTheWire() {
    SeededRandom.check(
        500,
        random -> {
          Entry entry = new RandomMessages(random).entry();
          assertThat(EntryCodec.encode(entry, WireRelease.V3_6))
              .isEqualTo(entry.encode(Dialect.EXPLICIT_ZEROS));
          assertThat(EntryCodec.encode(entry, WireRelease.V3_7))
              .isEqualTo(entry.encode(Dialect.IMPLICIT_ZEROS));
          for (WireRelease release : WireRelease.values()) {
            Bytes bytes = EntryCodec.encode(entry, release);
            assertThat(EntryCodec.decode(bytes.segment(), ORIGIN)).isEqualTo(entry);
          }
        });
  }
}
