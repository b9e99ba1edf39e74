package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.command.Terminal;
import io.fireweed.client.WatchNews;
import io.fireweed.client.Watching;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// `watch -i`: each line typed is a watch, or asks how far the member is.
final class WatchDialogue {
  private final Invocation call;
  private final WatchSpec.FromEnvironment environment;
  private final Online online;
  private final Watching watching;
  private final WatchPrinter printer;
  private final Map<Integer, List<String>> commands = new ConcurrentHashMap<>();
  private volatile boolean ended;

  private WatchDialogue(
      Invocation call, WatchSpec.FromEnvironment environment, Online online, Watching watching) {
    this.call = call;
    this.environment = environment;
    this.online = online;
    this.watching = watching;
    this.printer = new WatchPrinter(online);
  }

  static ExitCode run(Invocation call, WatchSpec.FromEnvironment environment) throws IOException {
    try (Online online = Online.open(call);
        Watching watching = online.client().watch()) {
      WatchDialogue dialogue = new WatchDialogue(call, environment, online, watching);
      Thread teller = Thread.ofPlatform().daemon().name("watch").start(dialogue::tell);
      try {
        dialogue.listen();
      } finally {
        dialogue.ended = true;
        teller.interrupt();
      }
    }
    throw new CommandFailure(ExitCode.ETCD_BAD_INPUT, "error reading watch request line: EOF");
  }

  private void listen() throws IOException {
    TypedLines lines = new TypedLines(call.terminal().in());
    for (Optional<String> line = lines.nextEnded(); line.isPresent(); line = lines.nextEnded()) {
      listen(line.get());
    }
  }

  private void listen(String line) {
    List<String> words = QuotedScanner.words(line);
    if (words.isEmpty()) {
      invalid(": " + line, "watch and progress supported");
      return;
    }
    switch (words.getFirst()) {
      case "watch" -> watch(line, words.subList(1, words.size()));
      case "progress" -> watching.requestProgress();
      default -> invalid(" " + line, "only support watch");
    }
  }

  private void watch(String line, List<String> words) {
    if (words.isEmpty() && !environment.isGiven()) {
      invalid(" " + line, "command type or key is not provided");
      return;
    }
    // What is watched reads nothing from the input that holds the watches.
    Terminal outer = call.terminal();
    Terminal silent = new Terminal(outer.out(), outer.err(), false, outer.environment());
    Optional<Invocation> parsed = Invocation.parse(WatchCommand.command(), words, silent);
    if (parsed.isEmpty()) {
      throw KeyRange.bad(
          Invocation.complaint(WatchCommand.command(), words).orElse("pflag: help requested"));
    }
    WatchSpec spec;
    try {
      spec = WatchSpec.of(parsed.get(), environment);
    } catch (CommandFailure e) {
      if (parsed.get().isOn(WatchSpec.PREFIX) && parsed.get().arguments().size() > 1) {
        invalid(" " + line, String.valueOf(e.getMessage()));
        return;
      }
      throw e;
    }
    synchronized (commands) {
      commands.put(watching.add(spec.request()), spec.command());
    }
  }

  private void invalid(String line, String why) {
    online.err().println("Invalid command" + line + " (" + why + ")");
  }

  /// Prints what the watches tell, until the dialogue ends. A command that fails, or output that
  /// nobody takes, ends the program: the thread that reads the dialogue cannot be waken.
  private void tell() {
    try {
      while (true) {
        switch (watching.next()) {
          case WatchNews.Lost(var fault) -> {
            if (!ended) {
              commands.keySet().forEach(_ -> printer.canceled(Watching.reason(fault)));
            }
            return;
          }
          case WatchNews.Told told -> printer.print(told, command(told.watch()));
        }
      }
    } catch (WatchPrinter.Failed e) {
      halt(e.tell(online.err()));
    } catch (CommandFailure e) {
      online.err().println("Error: " + e.getMessage());
      halt(e.exitCode());
    } catch (IOException | UncheckedIOException e) {
      halt(ExitCode.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> command(int watch) {
    synchronized (commands) {
      return commands.getOrDefault(watch, List.of());
    }
  }

  private void halt(ExitCode code) {
    online.out().flush();
    Runtime.getRuntime().halt(code.number());
  }
}
