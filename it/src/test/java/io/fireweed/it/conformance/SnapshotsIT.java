package io.fireweed.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.DefragmentRequest;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.SnapshotRequest;
import io.fireweed.api.rpc.SnapshotResponse;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Differs;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import io.grpc.Context;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The stream of a db snapshot.
@EverySubject
class SnapshotsIT extends OwnServer {
  private static final int DIGEST_BYTES = 32;

  private final Subject subject;

  SnapshotsIT(Subject subject) {
    super(subject);
    this.subject = subject;
  }

  private List<SnapshotResponse> take() {
    List<SnapshotResponse> pieces = new ArrayList<>();
    Iterator<SnapshotResponse> stream =
        client.stream(MaintenanceGrpc.getSnapshotMethod(), SnapshotRequest.getDefaultInstance());
    stream.forEachRemaining(pieces::add);
    return pieces;
  }

  private void fill() {
    for (int i = 0; i < 20; i++) {
      client.put(
          PutRequest.newBuilder()
              .setKey(Ask.bytes("k" + i))
              .setValue(ByteString.copyFrom(new byte[50_000])));
    }
  }

  @Test
  void itsPiecesCountDownAndEndWithTheDigest() throws Exception {
    fill();
    List<SnapshotResponse> pieces = take();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    long total = pieces.stream().mapToLong(piece -> piece.getBlob().size()).sum();
    int largest =
        new Differs<>(
                Release.V3_7,
                32 << 10,
                256 << 10,
                "ours are larger: fewer messages, a faster snapshot; clients append what comes")
            .at(server);
    long sent = 0;
    for (SnapshotResponse piece : pieces.subList(0, pieces.size() - 1)) {
      sent += piece.getBlob().size();
      assertThat(piece.getRemainingBytes()).isEqualTo(total - DIGEST_BYTES - sent);
      assertThat(piece.getBlob().size()).isLessThanOrEqualTo(largest);
      piece.getBlob().writeTo(file);
    }
    byte[] db = file.toByteArray();
    assertThat(db.length % 4096).isZero();
    assertThat(pieces.getLast().getRemainingBytes()).isZero();
    assertThat(pieces.getLast().getBlob().toByteArray())
        .isEqualTo(MessageDigest.getInstance("SHA-256").digest(db));
    if (!isBefore(Release.V3_7)) {
      assertThat(pieces).allMatch(piece -> piece.getVersion().equals("3.7.0"));
    }
  }

  @Test
  void whoeverStopsReadingHarmsNobody() {
    fill();
    for (int i = 0; i < 5; i++) {
      Context.CancellableContext reader = Context.current().withCancellation();
      reader.run(
          () ->
              assertThat(
                      client.stream(
                              MaintenanceGrpc.getSnapshotMethod(),
                              SnapshotRequest.getDefaultInstance())
                          .next()
                          .getBlob()
                          .size())
                  .isPositive());
      reader.cancel(null);
    }
    client.put("after", "1");
    client.call(MaintenanceGrpc.getDefragmentMethod(), DefragmentRequest.getDefaultInstance());
    assertThat(take()).hasSizeGreaterThan(1);
  }

  @Test
  void itHoldsEverythingThatWasAcknowledged() throws Exception {
    fill();
    client.put("last", "1");
    int hash = client.hashKv(0).getHash();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (SnapshotResponse piece : take()) {
      piece.getBlob().writeTo(file);
    }
    Path directory = temporary.resolve("other");
    Path db = Files.createDirectories(directory.resolve("member/snap")).resolve("db");
    byte[] bytes = file.toByteArray();
    Files.write(db, Arrays.copyOf(bytes, bytes.length - DIGEST_BYTES));
    if (isBefore(Release.V3_7)) {
      // An etcd takes a db without a log for its own; our member refuses it.
      try (Server other = subject.start(directory);
          Client reader = other.connect()) {
        assertThat(reader.range(Ask.range("last")).getCount()).isEqualTo(1);
        assertThat(reader.hashKv(0).getHash()).isEqualTo(hash);
      }
      return;
    }
    try (Server other = Subject.ETCD_3_5.start(directory);
        Client reader = other.connect()) {
      assertThat(reader.range(Ask.range("last")).getCount()).isEqualTo(1);
      assertThat(reader.hashKv(0).getHash()).isEqualTo(hash);
    }
  }
}
