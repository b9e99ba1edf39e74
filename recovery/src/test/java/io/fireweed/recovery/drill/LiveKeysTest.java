package io.fireweed.recovery.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of difference in what a server sends back is found.
class LiveKeysTest {
  @TempDir Path temporary;
  private Rehearsal rehearsal;
  private TreeMap<Bytes, KeyValue> live;

  @BeforeEach
  void readTheSourceAnotherWay() throws IOException {
    rehearsal = new Rehearsal(temporary, TrialPorts.onPaper());
    live = new TreeMap<>();
    Origin where = new Origin("test", 0);
    Cursor rows = rehearsal.source.requireBucket(EtcdBucket.KEY.bytes()).cursor();
    while (rows.next()) {
      KeyValue row = KeyValue.decode(rows.value(), where);
      if (RevisionKey.decode(rows.key(), where).isTombstone()) {
        live.remove(row.key());
      } else {
        live.put(row.key(), row);
      }
    }
  }

  @AfterEach
  void close() {
    rehearsal.close();
  }

  private List<String> found() {
    Differences differences = new Differences();
    try (LiveKeys keys = LiveKeys.load(rehearsal.source)) {
      live.values().forEach(row -> keys.tick(row.encode(), differences));
      keys.addMissing(differences);
    }
    return differences.kept().stream().map(Difference::message).toList();
  }

  @Test
  void theKeysOfTheSourceAreEqual() {
    assertThat(live).hasSize(64);
    assertThat(found()).isEmpty();
  }

  @Test
  void aMissingKeyIsFound() {
    live.remove(Bytes.ofUtf8("counter"));
    assertThat(found()).containsExactly("key counter: expected revision 69, found none");
  }

  @Test
  void anUnknownOrDeletedKeyIsFound() {
    KeyValue any = live.firstEntry().getValue();
    Bytes gone = Bytes.ofUtf8("orders/01/1");
    live.put(gone, new KeyValue(gone, 2, 2, 1, any.value(), 0));
    assertThat(found()).containsExactly("key orders/01/1: expected none, found revision 2");
  }

  @Test
  void anotherValueVersionRevisionOrLeaseIsFound() {
    Bytes key = Bytes.ofUtf8("counter");
    KeyValue row = Optional.ofNullable(live.get(key)).orElseThrow();
    List<KeyValue> others =
        List.of(
            new KeyValue(key, row.createRevision(), row.modRevision(), row.version(), key, 0),
            new KeyValue(key, row.createRevision() - 1, row.modRevision(), 10, row.value(), 0),
            new KeyValue(key, row.createRevision(), row.modRevision() - 1, 10, row.value(), 0),
            new KeyValue(key, row.createRevision(), row.modRevision(), 9, row.value(), 0),
            new KeyValue(key, row.createRevision(), row.modRevision(), 10, row.value(), 5));
    for (KeyValue other : others) {
      live.put(key, other);
      assertThat(found()).hasSize(1).allMatch(line -> line.startsWith("key counter: expected "));
    }
  }

  @Test
  void keysThatDoNotAscendAreFound() {
    Differences differences = new Differences();
    try (LiveKeys keys = LiveKeys.load(rehearsal.source)) {
      keys.tick(live.lastEntry().getValue().encode(), differences);
      keys.tick(live.lastEntry().getValue().encode(), differences);
      keys.tick(live.firstEntry().getValue().encode(), differences);
    }
    assertThat(differences.kept())
        .hasSize(2)
        .allMatch(difference -> difference.message().contains("out of order, or twice"));
  }
}
