package io.fireweed.server.boot;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.ClusterId;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.snap.SnapName;
import io.fireweed.format.wal.SegmentName;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.server.config.Bootstrap;
import io.fireweed.server.config.BootstrapRules;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.config.MemberUrl;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.log.LogOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The first start of a member: a log that begins with the members of its cluster.
///
/// As etcd does: one membership change for each member, in the order of ids, of term 1 and
/// committed, with the member as JSON. Ids follow from peer URLs and the cluster's token alone, so
/// every first member writes the same.
final class Founding {
  private static final long FIRST_TERM = 1;

  private Founding() {}

  /// {@return whether the member has a log}
  static boolean hasLog(Disk disk, MemberDir places) throws IOException {
    if (disk.kind(places.walDir()) != FileKind.DIRECTORY) {
      return false;
    }
    for (Path file : disk.list(places.walDir())) {
      if (SegmentName.find(String.valueOf(file.getFileName())).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /// {@return the log of a member that had nothing}
  static DurableLog found(Disk disk, MemberDir places, MemberConfig config, LogOptions options)
      throws IOException {
    requireNothing(disk, places);
    Map<String, List<MemberUrl>> listed = listed(config);
    TreeMap<MemberId, MemberRow> members = new TreeMap<>();
    listed.forEach(
        (name, urls) -> {
          List<String> texts = urls.stream().map(MemberUrl::toString).sorted().toList();
          MemberId id = MemberId.atBootstrap(texts, config.bootstrap().token());
          members.put(id, MemberRow.voter(id, texts, name));
        });
    MemberId self =
        members.values().stream()
            .filter(member -> member.name().equals(config.name()))
            .map(MemberRow::id)
            .findFirst()
            .orElseThrow(() -> new RefusedException("couldn't find local name in the cluster"));
    WalMetadata metadata = new WalMetadata(self.value(), ClusterId.of(members.keySet()).value());
    return DurableLog.create(disk, places, metadata, entries(members.values(), options), options);
  }

  private static void requireNothing(Disk disk, MemberDir places) throws IOException {
    List<Path> left = new ArrayList<>();
    if (disk.kind(places.snapDir()) == FileKind.DIRECTORY) {
      for (Path file : disk.list(places.snapDir())) {
        if (SnapName.find(String.valueOf(file.getFileName())).isPresent()) {
          left.add(file);
        }
      }
    }
    if (disk.exists(places.db())) {
      left.addFirst(places.db());
    }
    if (!left.isEmpty()) {
      throw new RefusedException(
          "%s stands without its log: segments expected in %s, found none"
              .formatted(left.getFirst(), places.walDir()),
          "its last acknowledged writes were in the log; to bring back what is left:"
              + " fireweed salvage "
              + places.dataDir()
              + " --output FILE");
    }
  }

  private static Map<String, List<MemberUrl>> listed(MemberConfig config) {
    Bootstrap bootstrap = config.bootstrap();
    if (bootstrap.state() == Bootstrap.State.EXISTING) {
      throw new RefusedException(
          "cannot fetch cluster info from peer urls: could not retrieve cluster information from"
              + " the given URLs",
          "this release runs clusters of one member; it cannot join others");
    }
    if (!(bootstrap.source() instanceof Bootstrap.Listed)) {
      throw new RefusedException(
          "discovery of other members expected off, found it asked for",
          "this release runs clusters of one member: name it by --initial-cluster");
    }
    Map<String, List<MemberUrl>> members = BootstrapRules.listed(config);
    if (members.size() != 1) {
      throw new RefusedException(
          "--initial-cluster expected to name one member, found " + members.size(),
          "this release runs clusters of one member");
    }
    return members;
  }

  private static List<Entry> entries(Iterable<MemberRow> members, LogOptions options) {
    List<Entry> entries = new ArrayList<>();
    for (MemberRow member : members) {
      ConfChange change =
          new ConfChange(0, ConfChangeType.ADD_NODE, member.id().value(), member.value());
      entries.add(
          new Entry(
              FIRST_TERM,
              entries.size() + 1L,
              EntryType.CONF_CHANGE,
              change.encode(options.dialect())));
    }
    return entries;
  }
}
