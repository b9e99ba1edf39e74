package io.fireweed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.SnapshotResponse;
import io.fireweed.fixtures.Fixtures;
import io.fireweed.format.fault.CorruptException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotReceiverTest {
  private static final Endpoint MEMBER = Endpoint.parse("127.0.0.1:2379");

  private final byte[] snapshot = Fixtures.bytes("v34-snapshot.db");

  @Test
  void aWholeStreamIsWrittenAsItIsWhateverItsPieces() throws Exception {
    for (int pieceBytes : new int[] {1, 7, 31, 32, 33, 4096, 32_768, 100_000}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      SnapshotTransfer transfer = receive(pieces(snapshot, pieceBytes, 0), out);
      assertThat(out.toByteArray()).isEqualTo(snapshot);
      assertThat(transfer.sizeBytes()).isEqualTo(snapshot.length);
      assertThat(transfer.sha256().toArray())
          .isEqualTo(Arrays.copyOfRange(snapshot, snapshot.length - 32, snapshot.length));
    }
  }

  @Test
  void aStreamThatEndsEarlyIsNoSnapshot() {
    List<SnapshotResponse> whole = pieces(snapshot, 512, 0);
    for (int count = 0; count < whole.size(); count++) {
      List<SnapshotResponse> part = whole.subList(0, count);
      assertThatThrownBy(() -> receive(part, new ByteArrayOutputStream()))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("http://127.0.0.1:2379");
    }
  }

  @Test
  void aFlippedByteIsNoSnapshot() {
    for (int at = 0; at < snapshot.length; at += 997) {
      byte[] damaged = snapshot.clone();
      damaged[at] ^= 1;
      assertThatThrownBy(() -> receive(pieces(damaged, 32_768, 0), new ByteArrayOutputStream()))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("sha-256 expected");
    }
  }

  @Test
  void bytesThatWereAnnouncedMustCome() {
    assertThatThrownBy(() -> receive(pieces(snapshot, 32_768, 5), new ByteArrayOutputStream()))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("5 announced bytes missing");
  }

  private static SnapshotTransfer receive(List<SnapshotResponse> pieces, ByteArrayOutputStream out)
      throws IOException {
    Iterator<SnapshotResponse> next = pieces.iterator();
    return new SnapshotReceiver(out)
        .receive(
            () ->
                next.hasNext()
                    ? Optional.of(SnapshotPiece.of(next.next().toByteArray()))
                    : Optional.empty(),
            MEMBER);
  }

  private static List<SnapshotResponse> pieces(byte[] bytes, int pieceBytes, int missingBytes) {
    List<SnapshotResponse> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += pieceBytes) {
      int end = Math.min(bytes.length, at + pieceBytes);
      pieces.add(
          SnapshotResponse.newBuilder()
              .setBlob(ByteString.copyFrom(bytes, at, end - at))
              .setRemainingBytes(bytes.length - end + missingBytes)
              .build());
    }
    return pieces;
  }
}
