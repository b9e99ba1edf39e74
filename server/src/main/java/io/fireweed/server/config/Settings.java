package io.fireweed.server.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Values that were given, as text, and the flags' own for the rest. Belongs to one thread.
final class Settings {
  private final Map<String, String> given = new HashMap<>();

  /// @throws BadSettingException if the flag cannot have the value
  void set(Flag flag, String value) {
    flag.check(value);
    given.put(flag.name(), value);
  }

  boolean isSet(String name) {
    return given.containsKey(name);
  }

  Set<String> names() {
    return Set.copyOf(given.keySet());
  }

  String text(String name) {
    String value = given.get(name);
    return value == null ? Flags.require(name).initial() : value;
  }

  Optional<String> ifAny(String name) {
    return Optional.of(text(name)).filter(value -> !value.isEmpty());
  }

  boolean on(String name) {
    return GoText.bool(text(name));
  }

  long number(String name) {
    return GoText.integer(text(name));
  }

  /// {@return a number that is not negative; what an `int` cannot hold is its largest}
  int count(String name) {
    return (int) Math.min(Integer.MAX_VALUE, GoText.unsigned(text(name), 64));
  }

  long longCount(String name) {
    return GoText.unsigned(text(name), 64);
  }

  Duration span(String name) {
    return GoText.duration(text(name));
  }

  /// {@return milliseconds as a span}
  Duration millis(String name) {
    return Duration.ofMillis(Math.min(longCount(name), Integer.MAX_VALUE));
  }

  List<MemberUrl> urls(String name) {
    String value = text(name);
    return value.isEmpty() ? List.of() : MemberUrl.list(value);
  }

  /// {@return the parts between commas, each once}
  List<String> texts(String name) {
    String value = text(name);
    if (value.isEmpty()) {
      return List.of();
    }
    return List.copyOf(new LinkedHashSet<>(Arrays.asList(value.split(",", -1))));
  }
}
