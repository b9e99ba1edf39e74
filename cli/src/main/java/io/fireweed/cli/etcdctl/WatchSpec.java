package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.command.Terminal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a `watch` watches, and what it runs for each change.
///
/// @param command empty to run nothing
record WatchSpec(WatchCreateRequest request, List<String> command) {
  static final String PREFIX = "prefix";
  static final String REV = "rev";
  static final String PREV_KV = "prev-kv";
  static final String PROGRESS_NOTIFY = "progress-notify";

  private static final String KEY_VARIABLE = "ETCDCTL_WATCH_KEY";
  private static final String END_VARIABLE = "ETCDCTL_WATCH_RANGE_END";
  private static final String WRONG_COUNT = "bad number of arguments";

  WatchSpec {
    command = List.copyOf(command);
  }

  /// The keys that the environment names; empty texts for none.
  record FromEnvironment(String key, String end) {
    static FromEnvironment of(Terminal terminal) {
      Map<String, String> environment = terminal.environment();
      FromEnvironment keys =
          new FromEnvironment(
              environment.getOrDefault(KEY_VARIABLE, ""),
              environment.getOrDefault(END_VARIABLE, ""));
      if (keys.key().isEmpty() && !keys.end().isEmpty()) {
        throw KeyRange.bad(
            KEY_VARIABLE
                + " is empty but got "
                + END_VARIABLE
                + "="
                + io.fireweed.cli.command.GoQuote.quote(keys.end()));
      }
      return keys;
    }

    boolean isGiven() {
      return !key.isEmpty();
    }
  }

  /// {@return what a call asks for}
  static WatchSpec of(Invocation call, FromEnvironment environment) {
    int commandWords = Math.max(0, call.afterDash());
    if (call.afterDash() == 0) {
      throw KeyRange.bad(WRONG_COUNT + " (found separator --, but no commands)");
    }
    List<String> arguments = call.arguments();
    List<String> keys = arguments.subList(0, arguments.size() - commandWords);
    List<String> command = arguments.subList(arguments.size() - commandWords, arguments.size());
    if (environment.isGiven()) {
      if (!keys.isEmpty()) {
        throw KeyRange.bad(WRONG_COUNT + " (found conflicting environment key)");
      }
      keys = Stream.of(environment.key(), environment.end()).filter(key -> !key.isEmpty()).toList();
    }
    if (keys.isEmpty()) {
      throw KeyRange.bad(WRONG_COUNT);
    }
    return new WatchSpec(request(call, keys), command);
  }

  /// With more than two keys the first one alone is watched, as etcd's tool does.
  private static WatchCreateRequest request(Invocation call, List<String> keys) {
    boolean prefix = call.isOn(PREFIX);
    ByteString key = Typed.bytes(keys.getFirst());
    WatchCreateRequest.Builder request =
        WatchCreateRequest.newBuilder()
            .setKey(key)
            .setStartRevision(call.number(REV))
            .setPrevKv(call.isOn(PREV_KV))
            .setProgressNotify(call.isOn(PROGRESS_NOTIFY));
    if (keys.size() == 2) {
      if (prefix) {
        throw KeyRange.bad("`range_end` and `--prefix` are mutually exclusive");
      }
      return request.setRangeEnd(Typed.bytes(keys.get(1))).build();
    }
    if (!prefix) {
      return request.build();
    }
    KeyRange range = KeyRange.withPrefix(key);
    return request.setKey(range.key()).setRangeEnd(range.end()).build();
  }
}
