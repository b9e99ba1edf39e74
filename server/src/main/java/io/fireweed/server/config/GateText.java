package io.fireweed.server.config;

import io.fireweed.server.config.FeatureGates.Gate;
import io.fireweed.server.config.FeatureGates.Stage;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// The value of `--feature-gates`: `A=true,B=false`.
final class GateText {
  private GateText() {}

  /// {@return the gates that are on, from how they stand if nobody says}
  static FeatureGates parse(String text) {
    Set<Gate> on = EnumSet.noneOf(Gate.class);
    on.addAll(FeatureGates.initial().on());
    // What all gates of a stage are told comes before what one gate is told.
    for (String part : text.split(",", -1)) {
      switchStage(on, part.strip());
    }
    for (String part : text.split(",", -1)) {
      switchOne(on, part.strip());
    }
    return new FeatureGates(on);
  }

  private static void switchStage(Set<Gate> on, String part) {
    Optional<Stage> stage = stage(name(part));
    if (stage.isEmpty()) {
      return;
    }
    boolean wanted = wanted(part);
    for (Gate gate : Gate.values()) {
      if (gate.stage() == stage.get()) {
        set(on, gate, wanted);
      }
    }
  }

  private static void switchOne(Set<Gate> on, String part) {
    String name = name(part);
    if (part.isEmpty() || stage(name).isPresent()) {
      return;
    }
    boolean wanted = wanted(part);
    for (Gate gate : Gate.values()) {
      if (gate.text().equals(name)) {
        set(on, gate, wanted);
        return;
      }
    }
    throw new BadSettingException("unrecognized feature gate: " + name);
  }

  private static void set(Set<Gate> on, Gate gate, boolean wanted) {
    if (wanted) {
      on.add(gate);
    } else {
      on.remove(gate);
    }
  }

  private static Optional<Stage> stage(String name) {
    return switch (name) {
      case "AllAlpha" -> Optional.of(Stage.ALPHA);
      case "AllBeta" -> Optional.of(Stage.BETA);
      default -> Optional.empty();
    };
  }

  private static String name(String part) {
    int equals = part.indexOf('=');
    return (equals < 0 ? part : part.substring(0, equals)).strip();
  }

  private static boolean wanted(String part) {
    int equals = part.indexOf('=');
    if (equals < 0) {
      throw new BadSettingException("missing bool value for " + part);
    }
    String value = part.substring(equals + 1).strip();
    try {
      return GoText.bool(value);
    } catch (BadSettingException e) {
      throw new BadSettingException(
          "invalid value of "
              + name(part)
              + "="
              + value
              + ", err: strconv.ParseBool: parsing \""
              + value
              + "\": invalid syntax");
    }
  }
}
