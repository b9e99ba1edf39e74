package io.fireweed.server.config;

import io.fireweed.server.config.Invocation.Remark;
import io.fireweed.server.config.LogSettings.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one call of the program as Go's flags do: `-name value`, `--name=value`, switches only
/// with `=`, the last of several counts, nothing may stand alone.
///
/// A configuration file makes flags and environment be ignored, all of them.
public final class CommandLine {
  private final Settings settings = new Settings();
  private final List<Remark> remarks = new ArrayList<>();
  private final List<String> arguments;
  private boolean help;

  private CommandLine(List<String> arguments) {
    this.arguments = arguments;
  }

  /// {@return what a call asks for}
  ///
  /// @param arguments without the program's name
  /// @param environment of which only `ETCD_…` is looked at
  public static Invocation read(List<String> arguments, Map<String, String> environment) {
    return new CommandLine(arguments).read(environment);
  }

  private Invocation read(Map<String, String> environment) {
    int rest;
    try {
      rest = readFlags();
    } catch (BadSettingException e) {
      return new Invocation.BadUsage(e.getMessage());
    }
    if (help) {
      return new Invocation.ShowHelp();
    }
    try {
      if (rest < arguments.size()) {
        throw new BadSettingException("'" + arguments.get(rest) + "' is not a valid flag");
      }
      if (settings.isSet("version") && settings.on("version")) {
        return new Invocation.ShowVersion();
      }
      return new Invocation.Run(config(environment), remarks);
    } catch (UnknownLevelException e) {
      return new Invocation.NoLog(e.getMessage());
    } catch (BadSettingException e) {
      return new Invocation.Refused(e.getMessage(), remarks);
    }
  }

  private MemberConfig config(Map<String, String> environment) {
    Optional<String> file = file(environment);
    Settings values = settings;
    Assembly.Source source = Assembly.Source.FLAGS;
    if (file.isPresent()) {
      values = FileSettings.read(Path.of(file.get()), remarks);
      source = Assembly.Source.FILE;
      remarks.add(
          new Remark(
              Level.INFO,
              "loaded server configuration, other configuration command line flags and environment"
                  + " variables will be ignored if provided",
              "path",
              file.get()));
    } else {
      Environment.add(environment, settings, remarks);
    }
    MemberConfig config = new Assembly(values, source).config();
    Rules.check(config, values, remarks);
    return config;
  }

  private Optional<String> file(Map<String, String> environment) {
    if (settings.isSet("config-file")) {
      return settings.ifAny("config-file");
    }
    String variable = environment.getOrDefault(Flags.require("config-file").variable(), "");
    return variable.isEmpty() ? Optional.empty() : Optional.of(variable);
  }

  /// {@return the index of the first argument that is no flag}
  private int readFlags() {
    int at = 0;
    while (at < arguments.size() && !help) {
      String argument = arguments.get(at);
      if (argument.length() < 2 || argument.charAt(0) != '-') {
        return at;
      }
      at++;
      if ("--".equals(argument)) {
        return at;
      }
      at += readFlag(argument, at);
    }
    return at;
  }

  /// {@return how many of the arguments from `next` on the flag took}
  private int readFlag(String argument, int next) {
    String body = argument.substring(argument.startsWith("--") ? 2 : 1);
    if (body.isEmpty() || body.charAt(0) == '-' || body.charAt(0) == '=') {
      throw new BadSettingException("bad flag syntax: " + argument);
    }
    int equals = body.indexOf('=');
    String name = equals < 0 ? body : body.substring(0, equals);
    Optional<Flag> known = Flags.find(name).or(() -> OldNames.today(name));
    if (known.isEmpty()) {
      if ("help".equals(name) || "h".equals(name)) {
        help = true;
        return 0;
      }
      throw new BadSettingException("flag provided but not defined: -" + name);
    }
    Flag flag = known.get();
    if (equals >= 0) {
      set(flag, name, body.substring(equals + 1));
      return 0;
    }
    if (flag.standsAlone()) {
      set(flag, name, "true");
      return 0;
    }
    if (next >= arguments.size()) {
      throw new BadSettingException("flag needs an argument: -" + name);
    }
    set(flag, name, arguments.get(next));
    return 1;
  }

  private void set(Flag flag, String name, String value) {
    try {
      settings.set(flag, value);
    } catch (BadSettingException e) {
      String kind = flag.kind() == Flag.Kind.BOOL ? "invalid boolean value " : "invalid value ";
      String of = flag.kind() == Flag.Kind.BOOL ? " for -" : " for flag -";
      throw new BadSettingException(kind + '"' + value + '"' + of + name + ": " + e.getMessage());
    }
    remark(flag, name);
  }

  private void remark(Flag flag, String name) {
    if (flag.kind() == Flag.Kind.IGNORED) {
      remarks.add(new Remark(Level.WARN, "deprecated flag is ignored", "flag-name", name));
    }
    OldNames.advice(name)
        .ifPresent(
            instead ->
                remarks.add(
                    new Remark(
                        Level.WARN,
                        "--" + name + " is no flag of etcd 3.7. Use '" + instead + "' instead.",
                        "flag-name",
                        name)));
  }
}
