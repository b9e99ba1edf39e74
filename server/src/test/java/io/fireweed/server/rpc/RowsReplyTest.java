package io.fireweed.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowsReplyTest {
  @Test
  void itsBytesAreThoseOfAMessageThatIsWrittenAtOnce() throws IOException {
    long seed = Long.getLong("seed", 20261121);
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      List<Bytes> rows = new ArrayList<>();
      for (int size : List.of(0, 1, 127, 128, 8191, 8192, 8193, 16383, 16384, random.nextInt(99))) {
        byte[] row = new byte[size];
        random.nextBytes(row);
        rows.add(Bytes.of(row));
      }
      Bytes head = new ProtoWriter().varint(1, random.nextLong()).toBytes();
      Bytes tail = new ProtoWriter().varint(4, random.nextInt()).toBytes();
      ProtoWriter whole = new ProtoWriter();
      rows.forEach(row -> whole.bytes(2, row));
      Bytes expected = head.plus(whole.toBytes()).plus(tail);

      ByteArrayOutputStream drained = new ByteArrayOutputStream();
      RowsReply reply = new RowsReply(head, rows, tail);
      assertThat(reply.available()).isEqualTo(expected.length());
      assertThat(reply.drainTo(drained)).isEqualTo(expected.length());
      assertThat(drained.toByteArray()).as("seed %s", seed).isEqualTo(expected.toArray());
      assertThat(reply.available()).isZero();
      assertThat(reply.read()).isNegative();
      RowsReply read = new RowsReply(head, rows, tail);
      assertThat(read.readAllBytes()).as("seed %s", seed).isEqualTo(expected.toArray());
    }
  }
}
