package io.fireweed.cli.etcd;

import io.fireweed.cli.command.Terminal;
import io.fireweed.cli.etcd.log.MemberLog;
import io.fireweed.cli.etcdutl.VersionCommand;
import io.fireweed.server.config.CommandLine;
import io.fireweed.server.config.FlagHelp;
import io.fireweed.server.config.Invocation;
import io.fireweed.server.config.Invocation.Remark;
import io.fireweed.server.config.LogSettings;
import io.fireweed.server.config.MemberConfig;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The entry point of `etcd`.
///
/// Exit codes are etcd's: 0 after help, version or removal from the cluster, 1 if the member cannot
/// start or go on, 2 if a flag cannot be read or the program itself is at fault, and the signal's
/// own end after a signal.
public final class Etcd {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private static final Set<String> PROXIES = Set.of("gateway", "grpc-proxy");
  private static final LogSettings PLAIN_LOG =
      new LogSettings(
          LogSettings.Level.INFO, LogSettings.Format.JSON, List.of("stderr"), Optional.empty());

  private static final Logger LOG = LoggerFactory.getLogger(Etcd.class);

  private Etcd() {}

  /// Runs a member until a signal ends it, or shows what was asked for.
  public static void main(String[] args) {
    int code = run(List.of(args), Terminal.system());
    // An orderly exit would wait for threads of which nothing is expected any more.
    Runtime.getRuntime().halt(code);
  }

  private static int run(List<String> arguments, Terminal terminal) {
    try {
      return dispatch(arguments, terminal);
    } catch (IOException e) {
      terminal.err().println("etcd: the log cannot be opened: " + e);
      return FAILED;
    } finally {
      terminal.out().flush();
    }
  }

  private static int dispatch(List<String> arguments, Terminal terminal) throws IOException {
    if (!arguments.isEmpty() && PROXIES.contains(arguments.getFirst())) {
      terminal.err().println("etcd: " + arguments.getFirst() + " is not part of this program");
      terminal.err().println("hint: clients reach a member without a proxy between");
      return FAILED;
    }
    return switch (CommandLine.read(arguments, terminal.environment())) {
      case Invocation.ShowVersion version -> {
        showVersion(terminal);
        yield DONE;
      }
      case Invocation.ShowHelp help -> {
        terminal.out().print(FlagHelp.usage());
        terminal.out().print(FlagHelp.flags());
        yield DONE;
      }
      case Invocation.BadUsage bad -> {
        terminal.err().println(bad.message());
        terminal.err().print(FlagHelp.usage());
        yield MISUSED;
      }
      case Invocation.Refused refused -> {
        MemberLog.open(PLAIN_LOG);
        remark(refused.remarks());
        running(arguments);
        LOG.atWarn().addKeyValue("error", refused.message()).log("failed to verify flags");
        yield FAILED;
      }
      case Invocation.NoLog none -> {
        terminal.err().println("etcd: " + none.message());
        terminal.err().println("hint: etcd --help lists the levels at --log-level");
        yield MISUSED;
      }
      case Invocation.Run run -> member(run, arguments, terminal);
    };
  }

  /// Four lines as etcd's: programs read the first, and some expect all.
  private static void showVersion(Terminal terminal) {
    terminal.out().println("etcd Version: " + VersionCommand.ETCD_VERSION);
    terminal.out().println("Git SHA: Fireweed");
    terminal.out().println("Go Version: none, Java " + Runtime.version());
    terminal.out().println("Go OS/Arch: " + Platform.goName());
  }

  private static int member(Invocation.Run run, List<String> arguments, Terminal terminal)
      throws IOException {
    MemberConfig config = run.config();
    MemberLog.open(config.logging());
    remark(run.remarks());
    running(arguments);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) ->
            LOG.atError()
                .addKeyValue("thread", thread.getName())
                .setCause(failure)
                .log("a thread ended by a failure that nothing expected"));
    return new MemberRun(config, terminal.environment()).untilTheEnd();
  }

  private static void running(List<String> arguments) {
    LOG.atInfo().addKeyValue("args", arguments).log("Running: ");
  }

  private static void remark(List<Remark> remarks) {
    for (Remark remark : remarks) {
      var line = LOG.atLevel(level(remark.level()));
      if (!remark.key().isEmpty()) {
        line = line.addKeyValue(remark.key(), remark.value());
      }
      line.log(remark.message());
    }
  }

  private static Level level(LogSettings.Level level) {
    return switch (level) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARN -> Level.WARN;
      case ERROR, DPANIC, PANIC, FATAL -> Level.ERROR;
    };
  }
}
