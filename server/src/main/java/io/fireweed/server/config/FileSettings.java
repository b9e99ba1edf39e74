package io.fireweed.server.config;

import io.fireweed.server.config.Invocation.Remark;
import io.fireweed.server.config.LogSettings.Level;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Settings from a file of YAML: names as of flags, durations as nanoseconds, and one map each for
/// TLS of clients and of members.
final class FileSettings {
  private static final int MAX_FILE_BYTES = 1 << 20;

  private final Settings settings = new Settings();
  private final List<Remark> remarks;

  private FileSettings(List<Remark> remarks) {
    this.remarks = remarks;
  }

  /// @throws BadSettingException if the file cannot be read, or a value cannot be
  static Settings read(Path file, List<Remark> remarks) {
    FileSettings reader = new FileSettings(remarks);
    Optional<Object> root = parse(file, text(file));
    if (root.isPresent() && root.get() instanceof Map<?, ?> map) {
      map.forEach((key, value) -> reader.add(String.valueOf(key), Optional.ofNullable(value)));
    } else if (root.isPresent()) {
      throw new BadSettingException(
          "error unmarshaling JSON: " + file + " holds no map of settings");
    }
    return reader.settings;
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new BadSettingException(
            "read " + file + ": larger than " + MAX_FILE_BYTES + " bytes");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new BadSettingException("open " + file + ": no such file or directory");
    } catch (AccessDeniedException e) {
      throw new BadSettingException("open " + file + ": permission denied");
    } catch (CharacterCodingException e) {
      throw new BadSettingException("yaml: " + file + " is not UTF-8");
    } catch (IOException e) {
      throw new BadSettingException("read " + file + ": " + e.getMessage());
    }
  }

  private static Optional<Object> parse(Path file, String text) {
    LoadSettings limits =
        LoadSettings.builder().setLabel(file.toString()).setCodePointLimit(MAX_FILE_BYTES).build();
    try {
      return Optional.ofNullable(new Load(limits).loadFromString(text));
    } catch (YamlEngineException e) {
      throw new BadSettingException(
          "error converting YAML to JSON: yaml: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private void add(String key, Optional<?> given) {
    if (given.isEmpty()) {
      return;
    }
    Object value = given.get();
    switch (key) {
      case "client-transport-security" -> tls(key, value, "");
      case "peer-transport-security" -> tls(key, value, "peer-");
      default ->
          Flags.find(key)
              .or(() -> OldNames.today(key))
              .ifPresentOrElse(flag -> set(flag, key, value), () -> unknown(key));
    }
  }

  private void tls(String key, Object value, String prefix) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new BadSettingException("invalid " + key);
    }
    map.forEach(
        (name, inner) ->
            tlsFlag(String.valueOf(name), prefix)
                .ifPresentOrElse(
                    flag -> setIfAny(flag, key + "." + name, Optional.ofNullable(inner)),
                    () -> unknown(key + "." + name)));
  }

  private static Optional<String> tlsFlag(String name, String prefix) {
    boolean peer = !prefix.isEmpty();
    return switch (name) {
      case "cert-file",
          "key-file",
          "client-cert-file",
          "client-key-file",
          "trusted-ca-file",
          "auto-tls",
          "client-cert-auth" ->
          Optional.of(prefix + name);
      case "allowed-hostname", "allowed-hostnames" ->
          Optional.of(peer ? "peer-cert-allowed-hostname" : "client-cert-allowed-hostname");
      case "allowed-cn", "allowed-cns" ->
          peer ? Optional.of("peer-cert-allowed-cn") : Optional.empty();
      case "skip-client-san-verification" ->
          peer ? Optional.of("peer-skip-client-san-verification") : Optional.empty();
      default -> Optional.empty();
    };
  }

  private void unknown(String key) {
    remarks.add(
        new Remark(Level.WARN, "unknown key in the configuration file is ignored", "key", key));
  }

  private void setIfAny(String flag, String key, Optional<?> value) {
    value.ifPresent(inner -> set(Flags.require(flag), key, inner));
  }

  private void set(Flag flag, String key, Object value) {
    try {
      settings.set(flag, flagText(flag, value));
    } catch (BadSettingException e) {
      throw new BadSettingException("invalid value of " + key + ": " + e.getMessage());
    }
    OldNames.advice(key)
        .ifPresent(
            instead ->
                remarks.add(
                    new Remark(
                        Level.WARN,
                        key + " is no setting of etcd 3.7. Use '" + instead + "' instead.",
                        "key",
                        key)));
  }

  private static String flagText(Flag flag, Object value) {
    return switch (flag.kind()) {
      case BOOL -> {
        require(value instanceof Boolean, "true or false", value);
        yield value.toString();
      }
      case INT, UINT, UINT32, LONG -> {
        require(value instanceof Number, "a number", value);
        yield value.toString();
      }
      case DURATION -> {
        require(value instanceof Number, "a whole number of nanoseconds", value);
        yield value + "ns";
      }
      case TEXTS -> value instanceof List<?> list ? joined(list) : scalar(value);
      case TEXT, URLS, ORIGINS, CHOICE, GATES, IGNORED -> scalar(value);
    };
  }

  private static String joined(List<?> list) {
    StringJoiner parts = new StringJoiner(",");
    list.forEach(part -> parts.add(part == null ? "" : scalar(part)));
    return parts.toString();
  }

  private static String scalar(Object value) {
    require(value instanceof String, "a text", value);
    return value.toString();
  }

  private static void require(boolean holds, String expected, Object found) {
    if (!holds) {
      throw new BadSettingException("expected " + expected + ", found " + shown(found));
    }
  }

  /// A list or map may be endless: it may hold itself.
  private static String shown(Object found) {
    return switch (found) {
      case Map<?, ?> map -> "a map";
      case List<?> list -> "a list";
      default -> found.toString();
    };
  }
}
