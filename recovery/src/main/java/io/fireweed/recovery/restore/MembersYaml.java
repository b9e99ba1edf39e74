package io.fireweed.recovery.restore;

import io.fireweed.format.fault.RefusedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The YAML values that a members file is made of, each checked when it is asked for.
final class MembersYaml {
  private static final int TEXT_LENGTH_MAX = 1 << 20;
  private static final int ALIASES_MAX = 10;

  private MembersYaml() {}

  static @Nullable Object load(String yaml, String file) {
    if (yaml.length() > TEXT_LENGTH_MAX) {
      throw new RefusedException(
          file + ": length expected at most " + TEXT_LENGTH_MAX + ", found " + yaml.length());
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(ALIASES_MAX)
            .build();
    try {
      return new Load(settings).loadFromString(yaml);
    } catch (YamlEngineException e) {
      String message = e.getMessage() == null ? "" : e.getMessage().strip().replace('\n', ' ');
      throw new RefusedException(file + ": expected YAML: " + message);
    }
  }

  static Map<String, Object> object(@Nullable Object value, String where, Set<String> known) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new RefusedException(where + ": expected names with values, found " + shown(value));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach(
        (name, field) -> {
          if (!(name instanceof String text) || !known.contains(text)) {
            throw new RefusedException(
                where + ": expected one of " + new TreeSet<>(known) + ", found " + shown(name));
          }
          if (field != null) {
            fields.put(text, field);
          }
        });
    return fields;
  }

  static List<?> list(Map<String, Object> fields, String name, String where) {
    Object value = fields.get(name);
    if (!(value instanceof List<?> list)) {
      throw new RefusedException(where + ": " + name + " expected a list, found " + shown(value));
    }
    return list;
  }

  static Optional<String> findText(Map<String, Object> fields, String name, String where) {
    Object value = fields.get(name);
    return value == null ? Optional.empty() : Optional.of(text(value, where + ": " + name));
  }

  static String text(@Nullable Object value, String where) {
    if (value instanceof String text) {
      return text;
    }
    throw new RefusedException(where + " expected a text, found " + shown(value));
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "nothing" : PeerUrl.quoted(String.valueOf(value));
  }
}
