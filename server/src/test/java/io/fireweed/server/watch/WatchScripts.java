package io.fireweed.server.watch;

import static io.fireweed.server.watch.WatchedStore.Write.delete;
import static io.fireweed.server.watch.WatchedStore.Write.put;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.WatchCreateRequest.FilterType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What a client may do with Watch, each from an empty store, with the lines of text that come of
/// it.
final class WatchScripts {
  private static final Duration A_WHILE = Duration.ofMillis(300);

  private WatchScripts() {}

  /// {@return the scripts by name}
  static Map<String, Function<WatchPeer, List<String>>> all() {
    Map<String, Function<WatchPeer, List<String>>> scripts = new LinkedHashMap<>();
    scripts.put("put and delete", WatchScripts::putAndDelete);
    scripts.put("empty key", WatchScripts::emptyKey);
    scripts.put("from key", WatchScripts::fromKey);
    scripts.put("bad range", WatchScripts::badRange);
    scripts.put("ids", WatchScripts::ids);
    scripts.put("start revisions", WatchScripts::startRevisions);
    scripts.put("future start", WatchScripts::futureStart);
    scripts.put("compacted start", WatchScripts::compactedStart);
    scripts.put("start at the compacted tombstone", WatchScripts::compactedTombstone);
    scripts.put("cancel", WatchScripts::cancel);
    scripts.put("previous rows", WatchScripts::previousRows);
    scripts.put("previous row compacted", WatchScripts::previousCompacted);
    scripts.put("filters", WatchScripts::filters);
    scripts.put("transaction", WatchScripts::transaction);
    scripts.put("progress request", WatchScripts::progressRequest);
    scripts.put("progress request without watchers", WatchScripts::progressOfNone);
    scripts.put("progress request, new watcher", WatchScripts::progressOfNew);
    scripts.put("fragments", WatchScripts::fragments);
    scripts.put("no fragments", WatchScripts::noFragments);
    scripts.put("a thousand revisions", WatchScripts::thousandRevisions);
    scripts.put("half close", WatchScripts::halfClose);
    scripts.put("empty request", WatchScripts::emptyRequest);
    scripts.put("negative start", WatchScripts::negativeStart);
    scripts.put("which refusal comes first", WatchScripts::refusals);
    return scripts;
  }

  private static List<String> putAndDelete(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer).create("a").expect(1);
    peer.write(put("a", "1"));
    peer.write(put("b", "1"));
    peer.write(put("a", "2"));
    peer.write(delete("a"));
    peer.write(put("a", "3"));
    return done(session.expect(4).quiet(A_WHILE));
  }

  private static List<String> emptyKey(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer).create("").expect(1);
    peer.write(put("\0", "1"));
    peer.write(put("a", "1"));
    return done(session.expect(1).quiet(A_WHILE));
  }

  private static List<String> fromKey(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer);
    session.create("b", c -> c.setRangeEnd(ByteString.copyFromUtf8("\0"))).expect(1);
    session.create("", c -> c.setRangeEnd(ByteString.copyFromUtf8("\0")).setWatchId(7)).expect(1);
    session.cancel(7).expect(1);
    session.create("b", c -> c.setRangeEnd(ByteString.copyFromUtf8("d"))).expect(1).cancel(1);
    session.expect(1);
    peer.write(put("a", "1"));
    peer.write(put("b", "1"));
    peer.write(put("zz", "1"));
    return done(session.expect(2).quiet(A_WHILE));
  }

  private static List<String> badRange(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer);
    session.create("b", c -> c.setRangeEnd(ByteString.copyFromUtf8("a"))).expect(1);
    session.create("b", c -> c.setRangeEnd(ByteString.copyFromUtf8("b"))).expect(1);
    return done(session.create("b").expect(1));
  }

  private static List<String> ids(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer);
    session.create("a", c -> c.setWatchId(1)).expect(1);
    session.create("a").expect(1);
    session.create("a").expect(1);
    session.create("a", c -> c.setWatchId(1)).expect(1);
    session.create("a", c -> c.setWatchId(-5)).expect(1);
    session.cancel(0).expect(1);
    session.create("a").expect(1);
    session.create("a", c -> c.setWatchId(2)).expect(1);
    return done(session);
  }

  private static List<String> startRevisions(WatchPeer peer) {
    peer.write(put("a", "1"));
    peer.write(put("b", "1"));
    peer.write(put("a", "2"), put("c", "1"));
    WatchSession session = WatchSession.open(peer);
    session.create("a", c -> c.setStartRevision(1).setWatchId(11)).expect(2);
    session.create("a", c -> c.setStartRevision(4).setWatchId(12)).expect(2);
    session.create("a", c -> c.setStartRevision(5).setWatchId(13)).expect(1).cancel(11).expect(1);
    session.cancel(12).expect(1);
    peer.write(put("a", "3"));
    return done(session.expect(1));
  }

  private static List<String> futureStart(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer);
    session.create("a", c -> c.setStartRevision(4)).expect(1).askProgress().quiet(A_WHILE);
    peer.write(put("a", "1"));
    peer.write(put("a", "2"));
    session.quiet(A_WHILE);
    peer.write(put("a", "3"));
    return done(session.expect(1));
  }

  private static List<String> compactedStart(WatchPeer peer) {
    for (int i = 0; i < 6; i++) {
      peer.write(put("a", "" + i));
    }
    peer.compact(4);
    WatchSession session = WatchSession.open(peer);
    session.create("a", c -> c.setStartRevision(3)).expect(2).cancel(0);
    session.create("a", c -> c.setStartRevision(4).setWatchId(9)).expect(2);
    return done(session.quiet(A_WHILE));
  }

  private static List<String> compactedTombstone(WatchPeer peer) {
    peer.write(put("a", "1"));
    peer.write(put("b", "1"));
    peer.write(delete("a"));
    peer.write(put("b", "2"));
    peer.compact(4);
    WatchSession session = WatchSession.open(peer);
    session.create(
        "a", c -> c.setStartRevision(4).setRangeEnd(ByteString.copyFromUtf8("c")).setPrevKv(true));
    return done(session.expect(2));
  }

  private static List<String> cancel(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer).create("a").create("b").expect(2);
    session.cancel(5).quiet(A_WHILE).cancel(0).expect(1);
    peer.write(put("a", "1"));
    peer.write(put("b", "1"));
    return done(session.expect(1).cancel(0).quiet(A_WHILE));
  }

  private static List<String> previousRows(WatchPeer peer) {
    peer.write(put("a", "0"));
    WatchSession session = WatchSession.open(peer);
    session.create("a", c -> c.setPrevKv(true)).expect(1);
    peer.write(put("a", "1"));
    session.expect(1);
    peer.write(delete("a"));
    session.expect(1);
    peer.write(put("a", "2"));
    session.expect(1).cancel(0).expect(1);
    session.create("a", c -> c.setPrevKv(true).setStartRevision(2)).expect(2);
    return done(session);
  }

  private static List<String> previousCompacted(WatchPeer peer) {
    peer.write(put("a", "0"));
    peer.write(put("a", "1"));
    peer.write(put("a", "2"));
    peer.write(put("a", "3"));
    peer.compact(4);
    WatchSession session = WatchSession.open(peer);
    session.create("a", c -> c.setPrevKv(true).setStartRevision(4)).expect(2);
    return done(session);
  }

  private static List<String> filters(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer);
    session.create("a", c -> c.addFilters(FilterType.NOPUT)).expect(1);
    peer.write(put("a", "1"));
    peer.write(delete("a"));
    session.expect(1).quiet(A_WHILE).cancel(0).expect(1);
    session.create("a", c -> c.addFilters(FilterType.NODELETE)).expect(1);
    peer.write(put("a", "1"));
    session.expect(1);
    peer.write(delete("a"));
    session.quiet(A_WHILE).cancel(1).expect(1);
    session.create(
        "a",
        c -> c.addFilters(FilterType.NODELETE).addFilters(FilterType.NOPUT).setStartRevision(1));
    return done(session.expect(1).quiet(A_WHILE));
  }

  private static List<String> transaction(WatchPeer peer) {
    peer.write(put("a3", "0"));
    WatchSession session = WatchSession.open(peer);
    session.create("a", c -> c.setRangeEnd(ByteString.copyFromUtf8("b")).setPrevKv(true)).expect(1);
    peer.write(put("a2", "1"), put("x", "1"), put("a1", "1"), delete("a3"));
    return done(session.expect(1).quiet(A_WHILE));
  }

  private static List<String> progressRequest(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer).create("a").create("b").expect(2);
    peer.write(put("a", "1"));
    session.expect(1);
    peer.write(put("c", "1"));
    return done(session.askProgress().expect(1).quiet(A_WHILE));
  }

  private static List<String> progressOfNone(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer).askProgress().quiet(A_WHILE);
    return done(session.create("a").expect(1));
  }

  private static List<String> progressOfNew(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer).create("a").expect(1);
    session.askProgress().expect(1);
    session.create("a", c -> c.setStartRevision(2).setWatchId(3)).expect(1);
    return done(session.askProgress().quiet(A_WHILE));
  }

  private static void writeFour(WatchPeer peer) {
    String value = "x".repeat(300 << 10);
    peer.write(put("a1", value), put("a2", value), put("a3", value), put("a4", value));
  }

  private static List<String> fragments(WatchPeer peer) {
    writeFour(peer);
    WatchSession session = WatchSession.open(peer);
    session
        .create(
            "a", c -> c.setRangeEnd(ByteString.copyFromUtf8("b")).setFragment(true).setPrevKv(true))
        .expect(1);
    writeFour(peer);
    session.expect(2);
    peer.write(put("a1", "small"));
    return done(session.expect(1).quiet(A_WHILE));
  }

  private static List<String> noFragments(WatchPeer peer) {
    writeFour(peer);
    WatchSession session = WatchSession.open(peer);
    session.create("a", c -> c.setRangeEnd(ByteString.copyFromUtf8("b")).setPrevKv(true)).expect(1);
    writeFour(peer);
    return done(session.expect(1).quiet(A_WHILE));
  }

  private static List<String> thousandRevisions(WatchPeer peer) {
    for (int i = 0; i < 1500; i++) {
      peer.write(put("a", "" + i));
    }
    WatchSession session = WatchSession.open(peer);
    session.create("a", c -> c.setStartRevision(2)).expect(3);
    return done(session.quiet(A_WHILE));
  }

  private static List<String> halfClose(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer).create("a").expect(1).halfClose();
    session.quiet(A_WHILE);
    peer.write(put("a", "1"));
    return done(session.quiet(A_WHILE));
  }

  private static List<String> emptyRequest(WatchPeer peer) {
    return done(WatchSession.open(peer).nothing().create("a").expect(1).quiet(A_WHILE));
  }

  private static List<String> negativeStart(WatchPeer peer) {
    peer.write(put("a", "1"));
    WatchSession session = WatchSession.open(peer);
    session.create("a", c -> c.setStartRevision(-1)).quiet(A_WHILE);
    return done(session.create("a", c -> c.setStartRevision(-7).setWatchId(4)).quiet(A_WHILE));
  }

  private static List<String> refusals(WatchPeer peer) {
    WatchSession session = WatchSession.open(peer).create("a").expect(1);
    session.create(
        "b", c -> c.setRangeEnd(ByteString.copyFromUtf8("a")).setStartRevision(-1).setWatchId(0));
    session.quiet(A_WHILE).create("b", c -> c.setWatchId(3)).expect(1);
    session.create("b", c -> c.setWatchId(3).setStartRevision(-1)).quiet(A_WHILE);
    session.create("b", c -> c.setWatchId(3).setRangeEnd(ByteString.copyFromUtf8("a")));
    return done(session.quiet(A_WHILE));
  }

  private static List<String> done(WatchSession session) {
    session.leave();
    return session.lines();
  }
}
