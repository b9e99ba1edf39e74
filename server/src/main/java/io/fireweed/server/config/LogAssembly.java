package io.fireweed.server.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.fireweed.server.config.LogSettings.Format;
import io.fireweed.server.config.LogSettings.Level;
import io.fireweed.server.config.LogSettings.Rotation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Makes the record of the log's settings.
final class LogAssembly {
  private static final int DEFAULT_MEGABYTES = 100;

  private final Settings settings;

  LogAssembly(Settings settings) {
    this.settings = settings;
  }

  LogSettings settings() {
    String logger = settings.text("logger");
    if (!"zap".equals(logger)) {
      throw new BadSettingException("unknown logger option \"" + logger + "\"");
    }
    List<String> outputs = settings.texts("log-outputs");
    if (outputs.size() > 1 && outputs.contains("default")) {
      throw new BadSettingException("multi logoutput for \"default\" is not supported yet");
    }
    return new LogSettings(level(), format(), outputs, rotation(outputs));
  }

  private Level level() {
    return switch (settings.text("log-level")) {
      case "debug", "DEBUG" -> Level.DEBUG;
      case "info", "INFO", "" -> Level.INFO;
      case "warn", "WARN" -> Level.WARN;
      case "error", "ERROR" -> Level.ERROR;
      case "dpanic", "DPANIC" -> Level.DPANIC;
      case "panic", "PANIC" -> Level.PANIC;
      case "fatal", "FATAL" -> Level.FATAL;
      default ->
          throw new UnknownLevelException(
              "unrecognized level: \"" + settings.text("log-level") + "\"");
    };
  }

  private Format format() {
    return switch (settings.text("log-format")) {
      case "json", "" -> Format.JSON;
      case "console" -> Format.CONSOLE;
      default ->
          throw new BadSettingException(
              "unknown log format: "
                  + settings.text("log-format")
                  + ", supported values json,"
                  + " console");
    };
  }

  private Optional<Rotation> rotation(List<String> outputs) {
    if (!settings.on("enable-log-rotation")) {
      return Optional.empty();
    }
    boolean oneFile =
        outputs.size() == 1 && !List.of("default", "stderr", "stdout").contains(outputs.getFirst());
    if (!oneFile) {
      throw new BadSettingException(
          "--log-outputs requires a single file path when --log-rotate-config-json is defined");
    }
    return Optional.of(rotation(settings.text("log-rotation-config-json")));
  }

  private static Rotation rotation(String json) {
    int megabytes = 0;
    int days = 0;
    int backups = 0;
    boolean local = false;
    boolean compress = false;
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadSettingException("improperly formatted log rotation config: " + json);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName().toLowerCase(java.util.Locale.ROOT);
        parser.nextToken();
        switch (field) {
          case "maxsize" -> megabytes = parser.getIntValue();
          case "maxage" -> days = parser.getIntValue();
          case "maxbackups" -> backups = parser.getIntValue();
          case "localtime" -> local = parser.getBooleanValue();
          case "compress" -> compress = parser.getBooleanValue();
          default -> parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new BadSettingException("improperly formatted log rotation config: " + json);
    }
    if (megabytes < 0 || days < 0 || backups < 0) {
      throw new BadSettingException("log rotation config has a negative limit: " + json);
    }
    return new Rotation(
        megabytes == 0 ? DEFAULT_MEGABYTES : megabytes, days, backups, local, compress);
  }
}
