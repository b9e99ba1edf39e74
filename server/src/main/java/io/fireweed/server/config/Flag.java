package io.fireweed.server.config;

import java.util.List;

/// One flag: its name, what values it takes, and its words in the help.
///
/// @param initial its value if nobody says, as text
/// @param choices of [Kind#CHOICE], otherwise empty
record Flag(String name, Kind kind, String initial, List<String> choices, String help) {
  /// What values a flag takes.
  enum Kind {
    BOOL,
    INT,
    UINT,
    UINT32,
    LONG,
    DURATION,
    TEXT,
    TEXTS,
    URLS,
    ORIGINS,
    CHOICE,
    GATES,
    /// Once had a meaning: taken, and nothing comes of it.
    IGNORED
  }

  Flag {
    choices = List.copyOf(choices);
  }

  static Flag of(String name, Kind kind, String initial, String help) {
    return new Flag(name, kind, initial, List.of(), help);
  }

  static Flag choice(String name, List<String> choices, String help) {
    return new Flag(name, Kind.CHOICE, choices.getFirst(), choices, help);
  }

  /// Go's command lines give such a flag a value only by `=`.
  boolean standsAlone() {
    return kind == Kind.BOOL || kind == Kind.IGNORED;
  }

  /// {@return the name of the environment variable that sets it}
  String variable() {
    return "ETCD_" + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
  }

  /// @throws BadSettingException in Go's words, if the flag cannot have the value
  void check(String value) {
    switch (kind) {
      case BOOL -> GoText.bool(value);
      case INT, LONG -> GoText.integer(value);
      case UINT -> GoText.unsigned(value, 64);
      case UINT32 -> {
        try {
          GoText.unsigned(value, 32);
        } catch (BadSettingException e) {
          String why = "parse error".equals(e.getMessage()) ? "invalid syntax" : e.getMessage();
          throw new BadSettingException("strconv.ParseUint: parsing \"" + value + "\": " + why);
        }
      }
      case DURATION -> GoText.duration(value);
      case URLS -> {
        if (!value.isEmpty()) {
          MemberUrl.list(value);
        }
      }
      case ORIGINS -> {
        if (!value.isEmpty() && !"*".equals(value)) {
          MemberUrl.list(value);
        }
      }
      case CHOICE -> {
        if (!choices.contains(value)) {
          throw new BadSettingException("invalid value");
        }
      }
      case GATES -> GateText.parse(value);
      case TEXT, TEXTS, IGNORED -> {}
    }
  }
}
