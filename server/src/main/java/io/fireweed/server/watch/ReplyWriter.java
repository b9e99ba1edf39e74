package io.fireweed.server.watch;

import io.fireweed.format.wire.ProtoWriter;
import io.fireweed.server.member.Member;
import io.fireweed.storage.watch.Event;
import io.fireweed.storage.watch.History;
import io.fireweed.storage.watch.Notice;
import io.fireweed.storage.watch.WatchOption;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Makes responses of notices. Used by one thread.
///
/// | field | name | written |
/// |---|---|---|
/// | 1 | header: 1 cluster_id, 2 member_id, 3 revision, 4 raft_term | always |
/// | 2 | watch_id | unless 0 |
/// | 3 | created | answers to a create |
/// | 4 | canceled | the watch has ended, or never began |
/// | 5 | compact_revision | it ended because it lagged behind a compaction |
/// | 6 | cancel_reason | it never began |
/// | 7 | fragment | more parts of this response follow |
/// | 11 | events | repeated |
///
/// Source: etcd rpc.proto and kv.proto, 3.4.23 to 3.7.1.
final class ReplyWriter {
  private static final long NO_WATCH = -1;
  private static final int CREATED = 3;
  private static final int CANCELED = 4;
  private static final int FRAGMENT = 7;

  /// The tag and the value of [#FRAGMENT].
  private static final int FRAGMENT_BYTES = 2;

  private final Member member;
  private final History history;
  private final int fragmentBytes;
  private final ProtoWriter header = new ProtoWriter();
  private final ProtoWriter head = new ProtoWriter();

  ReplyWriter(Member member, History history, int fragmentBytes) {
    this.member = member;
    this.history = history;
    this.fragmentBytes = fragmentBytes;
  }

  /// Hands out the one response, or the parts of it.
  void write(Notice notice, Consumer<WatchReply> out) {
    switch (notice) {
      case Notice.Created(var watcher, long revision) -> {
        begin(revision, watcher.id()).varint(CREATED, 1);
        out.accept(reply(List.of()));
      }
      case Notice.Refused(String reason, long revision) -> {
        begin(revision, NO_WATCH).varint(CREATED, 1).varint(CANCELED, 1).utf8(6, reason);
        out.accept(reply(List.of()));
      }
      case Notice.Canceled(var watcher, long revision) -> {
        begin(revision, watcher.id()).varint(CANCELED, 1);
        out.accept(reply(List.of()));
      }
      case Notice.Compacted(var watcher, long compactRevision) -> {
        begin(0, watcher.id()).varint(CANCELED, 1).varintUnlessZero(5, compactRevision);
        out.accept(reply(List.of()));
      }
      case Notice.Progress(long watchId, long revision) -> {
        begin(revision, watchId);
        out.accept(reply(List.of()));
      }
      case Notice.Events events -> events(events, out);
    }
  }

  private void events(Notice.Events notice, Consumer<WatchReply> out) {
    Set<WatchOption> options = notice.watcher().spec().options();
    boolean previous = options.contains(WatchOption.PREVIOUS_ROW);
    List<byte[]> events = new ArrayList<>(notice.batch().events().size());
    for (Event event : notice.batch().events()) {
      events.add(previous ? event.encodedWithPrevious(history) : event.encoded());
    }
    begin(notice.revision(), notice.watcher().id());
    WatchReply whole = reply(events);
    if (options.contains(WatchOption.FRAGMENT)
        && whole.length() >= fragmentBytes
        && events.size() > 1) {
      split(notice, events, out);
    } else {
      out.accept(whole);
    }
  }

  /// A part takes events while it stays below the limit, and one at least.
  private void split(Notice.Events notice, List<byte[]> events, Consumer<WatchReply> out) {
    int at = 0;
    while (at < events.size()) {
      long length = (long) head.length() + FRAGMENT_BYTES + events.get(at).length;
      int end = at + 1;
      while (end < events.size() && length + events.get(end).length < fragmentBytes) {
        length += events.get(end++).length;
      }
      begin(notice.revision(), notice.watcher().id());
      if (end < events.size()) {
        head.varint(FRAGMENT, 1);
      }
      out.accept(reply(events.subList(at, end)));
      at = end;
    }
  }

  private ProtoWriter begin(long revision, long watchId) {
    header
        .clear()
        .varintUnlessZero(1, member.clusterId())
        .varintUnlessZero(2, member.id())
        .varintUnlessZero(3, revision)
        .varintUnlessZero(4, member.cluster().term());
    return head.clear().message(1, header).varintUnlessZero(2, watchId);
  }

  private WatchReply reply(List<byte[]> events) {
    List<byte[]> pieces = new ArrayList<>(1 + events.size());
    pieces.add(head.segment().toArray(ValueLayout.JAVA_BYTE));
    pieces.addAll(events);
    return new WatchReply(pieces);
  }
}
