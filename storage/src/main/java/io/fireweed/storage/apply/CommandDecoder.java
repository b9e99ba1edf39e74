package io.fireweed.storage.apply;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.UnsupportedException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.schema.MemberAttributes;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.fireweed.storage.auth.AuthStore.Caller;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the data of a log entry: a configuration change, or an `InternalRaftRequest`.
///
/// | field | request |
/// |---|---|
/// | 2 | v2 request |
/// | 3 to 6 | range, put, delete range, txn |
/// | 7 | compaction |
/// | 8, 9, 11 | lease grant, revoke, checkpoint |
/// | 10 | alarm |
/// | 100 | header: 2 user name, 3 auth revision |
/// | 1000 to 1205 | auth |
/// | 1300, 1301, 1302 | cluster version, member attributes, downgrade |
/// | 9900 | downgrade version test |
///
/// Up to 3.5 a v2 request may also stand alone: its field 2 is then the name of a method.
///
/// Fields within a known request that are not known are passed over, as etcd does. Names are kept
/// as bytes: a log may hold what is not UTF-8.
///
/// Source: etcd 3.4.23 to 3.7.1, etcdserverpb.
final class CommandDecoder {
  private static final Command NO_EFFECT = new Command.NoEffect();

  private CommandDecoder() {}

  /// {@return what the entry asks for}
  ///
  /// @throws CorruptException if its data is no request; the message names the index
  /// @throws UnsupportedException if it is a kind of request that is not known
  static Request decode(Entry entry) {
    MemorySegment data = entry.data().segment();
    Origin where = new Origin("entry " + Long.toUnsignedString(entry.index()), 0);
    return switch (entry.type()) {
      case NORMAL -> entry.data().isEmpty() ? Request.ofNobody(NO_EFFECT) : internal(data, where);
      case CONF_CHANGE ->
          Request.ofNobody(new Command.MemberChange(ConfChange.decode(data, where)));
      case CONF_CHANGE_V2 ->
          Request.ofNobody(new Command.MemberChanges(ConfChangeV2.decode(data, where)));
    };
  }

  private static Request internal(MemorySegment data, Origin where) {
    ProtoReader reader = new ProtoReader(data, where);
    Caller caller = Caller.NOBODY;
    Command command = null;
    while (reader.next()) {
      int field = reader.field();
      switch (field) {
        case 1 -> reader.varint();
        case 2 -> {
          MemorySegment content = reader.segment();
          if (V2Request.isMethod(content)) {
            return Request.ofNobody(V2Request.decode(new ProtoReader(data, where)));
          }
          command = single(reader, command, V2Request.decode(new ProtoReader(content, where)));
        }
        case 100 -> caller = caller(reader.message());
        default -> command = single(reader, command, command(field, reader));
      }
    }
    if (command == null) {
      throw reader.corrupt("request", "one of the known kinds", "none");
    }
    return new Request(caller, command);
  }

  private static Command single(ProtoReader reader, @Nullable Command known, Command found) {
    if (known != null) {
      throw reader.corrupt("request", "one", "two");
    }
    return found;
  }

  private static Command command(int field, ProtoReader reader) {
    return switch (field) {
      case 3 -> KeyOpDecoder.range(reader.message());
      case 4 -> KeyOpDecoder.put(reader.message());
      case 5 -> KeyOpDecoder.deleteRange(reader.message());
      case 6 -> KeyOpDecoder.txn(reader.message());
      case 7 -> compaction(reader.message());
      case 8 -> leaseGrant(reader.message());
      case 9 -> leaseRevoke(reader.message());
      case 10 -> AlarmDecoder.decode(reader.message());
      case 11 -> leaseCheckpoint(reader.message());
      case 1300 -> clusterVersion(reader.message());
      case 1301 -> attributes(reader.message());
      case 1302 -> downgrade(reader.message());
      case 9900 -> {
        reader.skip();
        yield NO_EFFECT;
      }
      default -> AuthDecoder.decode(field, reader);
    };
  }

  private static Caller caller(ProtoReader reader) {
    Bytes user = Bytes.EMPTY;
    long authRevision = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case 2 -> user = reader.bytes();
        case 3 -> authRevision = reader.varint();
        default -> reader.skip();
      }
    }
    return new Caller(user, authRevision);
  }

  private static Command compaction(ProtoReader reader) {
    long revision = 0;
    while (reader.next()) {
      if (reader.field() == 1) {
        revision = reader.varint();
      } else {
        reader.skip();
      }
    }
    return new Command.Compaction(revision);
  }

  private static Command leaseGrant(ProtoReader reader) {
    long ttlSeconds = 0;
    long id = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> ttlSeconds = reader.varint();
        case 2 -> id = reader.varint();
        default -> reader.skip();
      }
    }
    return new Command.LeaseGrant(id, ttlSeconds);
  }

  private static Command leaseRevoke(ProtoReader reader) {
    long id = 0;
    while (reader.next()) {
      if (reader.field() == 1) {
        id = reader.varint();
      } else {
        reader.skip();
      }
    }
    return new Command.LeaseRevoke(id);
  }

  private static Command leaseCheckpoint(ProtoReader reader) {
    List<ApplyResult.Remaining> leases = new ArrayList<>();
    while (reader.next()) {
      if (reader.field() != 1) {
        reader.skip();
        continue;
      }
      ProtoReader lease = reader.message();
      long id = 0;
      long ttlSeconds = 0;
      while (lease.next()) {
        switch (lease.field()) {
          case 1 -> id = lease.varint();
          case 2 -> ttlSeconds = lease.varint();
          default -> lease.skip();
        }
      }
      leases.add(new ApplyResult.Remaining(id, ttlSeconds));
    }
    return new Command.LeaseCheckpoint(List.copyOf(leases));
  }

  private static Command clusterVersion(ProtoReader reader) {
    Bytes version = Bytes.EMPTY;
    while (reader.next()) {
      if (reader.field() == 1) {
        version = reader.bytes();
      } else {
        reader.skip();
      }
    }
    return new Command.SetClusterVersion(version);
  }

  private static Command attributes(ProtoReader reader) {
    long id = 0;
    MemberAttributes attributes = MemberAttributes.NONE;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> id = reader.varint();
        case 2 -> attributes = memberAttributes(reader.message());
        default -> reader.skip();
      }
    }
    return new Command.SetAttributes(new MemberId(id), attributes);
  }

  private static MemberAttributes memberAttributes(ProtoReader reader) {
    String name = "";
    List<String> clientUrls = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.utf8();
        case 2 -> clientUrls.add(reader.utf8());
        default -> reader.skip();
      }
    }
    return new MemberAttributes(name, clientUrls);
  }

  private static Command downgrade(ProtoReader reader) {
    boolean enabled = false;
    String target = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> enabled = reader.bool();
        case 2 -> target = reader.utf8();
        default -> reader.skip();
      }
    }
    return new Command.SetDowngrade(enabled ? target : "");
  }
}
