package io.fireweed.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every flag, by section of the help and by name.
final class Flags {
  /// A part of the help.
  record Section(String title, List<Flag> flags) {
    Section {
      flags = List.copyOf(flags);
    }
  }

  private static final List<Section> SECTIONS =
      List.of(
          new Section("Member", MemberFlags.FLAGS),
          new Section("Clustering", ClusterFlags.FLAGS),
          new Section("Security", SecurityFlags.FLAGS),
          new Section("Auth", OperationFlags.AUTH),
          new Section("Profiling, monitoring and tracing", OperationFlags.TELEMETRY),
          new Section("Logging", OperationFlags.LOGGING),
          new Section("Integrity and tuning", OperationFlags.TUNING),
          new Section("Unsafe", OperationFlags.UNSAFE));

  private static final Map<String, Flag> BY_NAME = index();

  private Flags() {}

  private static Map<String, Flag> index() {
    Map<String, Flag> flags = new LinkedHashMap<>();
    for (Section section : SECTIONS) {
      section.flags().forEach(flag -> flags.put(flag.name(), flag));
    }
    OperationFlags.ABOUT.forEach(flag -> flags.put(flag.name(), flag));
    OldNames.IGNORED.forEach(name -> flags.put(name, Flag.of(name, Flag.Kind.IGNORED, "", "")));
    OldNames.SWITCHES
        .keySet()
        .forEach(name -> flags.put(name, Flag.of(name, Flag.Kind.BOOL, "false", "")));
    return flags;
  }

  static List<Section> sections() {
    return SECTIONS;
  }

  static Iterable<Flag> all() {
    return BY_NAME.values();
  }

  static Optional<Flag> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static Flag require(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException("no flag is called " + name));
  }
}
