package io.fireweed.server.config;

import io.fireweed.server.config.Invocation.Remark;
import io.fireweed.server.config.LogSettings.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Settings from variables: `ETCD_DATA_DIR` is `--data-dir`.
final class Environment {
  private static final String PREFIX = "ETCD_";

  /// Variables that are not for this purpose.
  private static final Set<String> OTHERS =
      Set.of("ETCD_VERSION", "ETCD_UNSUPPORTED_ARCH", "ETCD_VERIFY", "ETCD_CONFIG_FILE");

  private Environment() {}

  /// @throws BadSettingException if a value cannot be, or a flag was given as well
  static void add(Map<String, String> environment, Settings settings, List<Remark> remarks) {
    String version = environment.getOrDefault("ETCD_VERSION", "");
    if (!version.isEmpty()) {
      remarks.add(
          new Remark(
              Level.WARN, "cannot set special environment variable", "ETCD_VERSION", version));
    }
    Set<String> given = settings.names();
    Set<String> known = new HashSet<>(OTHERS);
    for (Flag flag : Flags.all()) {
      addIfThere(flag, flag.variable(), environment, settings, given, known, remarks);
    }
    for (String name : new TreeMap<>(environment).keySet()) {
      if (name.startsWith(PREFIX) && !known.contains(name)) {
        addOldOrRemark(name, environment, settings, given, known, remarks);
      }
    }
  }

  private static void addOldOrRemark(
      String variable,
      Map<String, String> environment,
      Settings settings,
      Set<String> given,
      Set<String> known,
      List<Remark> remarks) {
    String name =
        variable.substring(PREFIX.length()).toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    Optional<Flag> today = OldNames.today(name);
    if (today.isPresent()) {
      addIfThere(today.get(), variable, environment, settings, given, known, remarks);
      return;
    }
    remarks.add(
        new Remark(
            Level.WARN,
            "unrecognized environment variable",
            "environment-variable",
            variable + "=" + environment.get(variable)));
  }

  private static void addIfThere(
      Flag flag,
      String variable,
      Map<String, String> environment,
      Settings settings,
      Set<String> given,
      Set<String> known,
      List<Remark> remarks) {
    known.add(variable);
    String value = environment.getOrDefault(variable, "");
    if (value.isEmpty() || OTHERS.contains(variable)) {
      return;
    }
    if (given.contains(flag.name())) {
      throw new BadSettingException(
          "conflicting environment variable is shadowed by corresponding command-line flag (either"
              + " unset environment variable or disable flag)): "
              + variable);
    }
    try {
      settings.set(flag, value);
    } catch (BadSettingException e) {
      throw new BadSettingException(
          "invalid value \"" + value + "\" for " + variable + ": " + e.getMessage());
    }
    remarks.add(
        new Remark(Level.INFO, "recognized and used environment variable", variable, value));
  }
}
