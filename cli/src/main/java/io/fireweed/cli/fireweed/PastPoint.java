package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.wal.LenientWal;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.history.History;
import java.io.IOException;
import java.util.OptionalLong;

/// A POINT opened by one of `ls`, `get`, `log`, `diff`, and the flags that they share.
///
/// @param revision what was asked for, by default the newest
record PastPoint(History history, long revision) implements AutoCloseable {
  static final String REVISION = "rev";

  private static final String HEX = "hex";
  private static final String SKIP_HASH_CHECK = "skip-hash-check";

  static final String DETAILS =
      """
      POINT is a snapshot, a db file, or a data directory, which stands for its db; FILE@rev:N names
      a moment in it. A revision can be read from the last compaction up to the newest. A snapshot
      whose SHA-256 is wrong is refused unless --skip-hash-check is given; a db of a running etcd is
      refused.

      In texts, bytes that are not printable are shown as \\xNN. In JSON, members KEY and VALUE come
      as `key` (left out if it is not UTF-8) and `key_base64`; one object a line.
      """;

  static Flag revisionFlag() {
    return Flag.integer(REVISION, 0, "the revision to look at, 0 for the newest");
  }

  static Flag hexFlag() {
    return Flag.onOff(HEX, "keys on the command line are hexadecimal");
  }

  static Flag skipHashCheckFlag() {
    return Flag.onOff(SKIP_HASH_CHECK, "look into a snapshot whose SHA-256 is wrong");
  }

  /// Opens the point that an argument names, and says on standard error what one should know.
  static PastPoint open(Disk disk, Invocation call, int argument) throws IOException {
    Point point = Point.of(disk, call.arguments().get(argument));
    OptionalLong wanted = wanted(call, point);
    History.Trust trust = call.isOn(SKIP_HASH_CHECK) ? History.Trust.NONE : History.Trust.DIGEST;
    History history = History.open(disk, point.file(), trust);
    try {
      history.caveat().ifPresent(text -> note(call, text));
      if (point.isDirectory()) {
        noteLog(disk, call, point);
      }
      return new PastPoint(
          history,
          wanted.isPresent() ? history.requireReadable(wanted.getAsLong()) : history.revision());
    } catch (IOException | RuntimeException refused) {
      history.close();
      throw refused;
    }
  }

  private static OptionalLong wanted(Invocation call, Point point) {
    long flag = call.flags().known().containsKey(REVISION) ? call.number(REVISION) : 0;
    if (flag == 0) {
      return point.revision();
    }
    if (flag < 0) {
      throw new CommandFailure(ExitCode.USAGE, "--rev expected 0 or more, found " + flag);
    }
    if (point.revision().isPresent() && point.revision().getAsLong() != flag) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--rev expected "
              + point.revision().getAsLong()
              + " as in POINT@rev, or no --rev, found "
              + flag);
    }
    return OptionalLong.of(flag);
  }

  /// A db is often behind the log of its member: what is only there is not shown.
  static void noteLog(Disk disk, Invocation call, Point point) throws IOException {
    try (DbFile file = DbFile.open(disk, point.file());
        ReadTx tx = file.read()) {
      long index = MetaRows.of(tx).consistentIndex().orElse(0);
      long last = LenientWal.scan(disk, MemberDir.of(point.given()).walDir()).log().lastIndex();
      if (last > index) {
        note(
            call,
            point.given()
                + ": the db ends with entry "
                + index
                + ", the WAL with entry "
                + last
                + "; to see those too: fireweed salvage "
                + point.given()
                + " --output FILE");
      }
    } catch (Fault unreadable) {
      note(call, String.valueOf(unreadable.getMessage()));
    }
  }

  static void note(Invocation call, String text) {
    call.terminal().err().println("note: " + text);
  }

  /// {@return the key or prefix that an argument names}
  static Bytes key(Invocation call, int argument) {
    String word = call.arguments().get(argument);
    if (!call.isOn(HEX)) {
      return Bytes.ofUtf8(word);
    }
    try {
      return Bytes.fromHex(word);
    } catch (IllegalArgumentException notHex) {
      throw new CommandFailure(
          ExitCode.USAGE, "--hex expected pairs of hexadecimal digits, found " + word);
    }
  }

  /// {@return the prefix that an argument names, or the empty one}
  static Bytes prefix(Invocation call, int argument) {
    return call.arguments().size() > argument ? key(call, argument) : Bytes.EMPTY;
  }

  @Override
  public void close() throws IOException {
    history.close();
  }
}
