package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import java.util.List;

/// The keys that arguments and the flags `--prefix` and `--from-key` name.
///
/// @param end exclusive; empty for the one key, a zero byte for no end
record KeyRange(ByteString key, ByteString end) {
  private static final String PREFIX = "prefix";
  private static final String FROM_KEY = "from-key";
  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
  private static final int BYTE_MAX = 0xff;

  static List<Flag> flags(String verb) {
    return List.of(
        Flag.onOff(PREFIX, verb + " keys with matching prefix"),
        Flag.onOff(
            FROM_KEY,
            verb + " keys that are greater than or equal to the given key using byte compare"));
  }

  static KeyRange of(Invocation call) {
    boolean prefix = call.isOn(PREFIX);
    boolean fromKey = call.isOn(FROM_KEY);
    if (prefix && fromKey) {
      throw bad("`--prefix` and `--from-key` cannot be set at the same time, choose one");
    }
    ByteString key = Typed.bytes(call.arguments().getFirst());
    if (call.arguments().size() > 1) {
      if (prefix || fromKey) {
        throw bad(
            "too many arguments, only accept one argument when `--prefix` or `--from-key` is set");
      }
      return new KeyRange(key, Typed.bytes(call.arguments().get(1)));
    }
    if (!prefix && !fromKey) {
      return new KeyRange(key, ByteString.EMPTY);
    }
    if (prefix || key.isEmpty()) {
      return withPrefix(key);
    }
    return new KeyRange(key, ZERO);
  }

  /// {@return every key with that prefix, every key there is if it is empty}
  static KeyRange withPrefix(ByteString prefix) {
    return prefix.isEmpty() ? new KeyRange(ZERO, ZERO) : new KeyRange(prefix, endOfPrefix(prefix));
  }

  static CommandFailure bad(String message) {
    return new CommandFailure(ExitCode.ETCD_BAD_ARGUMENTS, message);
  }

  /// The prefix with its last byte raised by one; bytes that cannot be raised fall away, and if
  /// that is all of them, no key is above.
  static ByteString endOfPrefix(ByteString prefix) {
    for (int last = prefix.size() - 1; last >= 0; last--) {
      int value = prefix.byteAt(last) & BYTE_MAX;
      if (value < BYTE_MAX) {
        ByteString raised = ByteString.copyFrom(new byte[] {(byte) (value + 1)});
        return prefix.substring(0, last).concat(raised);
      }
    }
    return ZERO;
  }
}
