package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdctl.Dialling.Place;
import io.fireweed.client.CallWords;
import io.fireweed.format.fault.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `endpoint health`, `status` and `hashkv`: each endpoint is asked by itself.
final class EndpointCommands {
  /// What one endpoint answered.
  record Told<A>(String endpoint, A answer) {}

  /// What a command does with a connection to all the endpoints that are meant.
  private interface Question {
    ExitCode ask(Invocation call, Online online) throws IOException;
  }

  private EndpointCommands() {}

  static Command group() {
    return new Command(
        "endpoint",
        "[command]",
        "Endpoint related commands",
        "",
        List.of(Flag.onOff("cluster", "use all endpoints from the cluster member list")),
        new Command.Body.Group(
            List.of(
                leaf(
                    "hashkv",
                    "Prints the KV history hash for each endpoint in --endpoints",
                    List.of(
                        Flag.integer(
                            "rev", 0, "maximum revision to hash (default: latest revision)")),
                    EndpointHashKv::ask),
                leaf(
                    "health",
                    "Checks the healthiness of endpoints specified in `--endpoints` flag",
                    List.of(),
                    EndpointHealth::ask),
                leaf(
                    "status",
                    "Prints out the status of endpoints specified in `--endpoints` flag",
                    List.of(),
                    EndpointStatus::ask))));
  }

  private static Command leaf(String name, String summary, List<Flag> flags, Question question) {
    return new Command(
        name,
        "",
        summary,
        "",
        flags,
        new Command.Body.Leaf(new ArgumentCount.Any(), call -> run(call, question)));
  }

  private static ExitCode run(Invocation call, Question question) throws IOException {
    try (Online online = Online.open(call)) {
      if (!call.isOn("cluster")) {
        return question.ask(call, online);
      }
      try (Online all = online.toAllMembers()) {
        return question.ask(call, all);
      }
    }
  }

  /// Asks every endpoint in turn; who does not answer is named on standard error.
  ///
  /// @param answers where the answers are added
  /// @return the words of the last failure, if there was one
  static <A> Optional<String> each(
      Online online, String what, Function<Place, A> question, List<Told<A>> answers) {
    Optional<String> failure = Optional.empty();
    for (Place place : online.places()) {
      try {
        answers.add(new Told<>(place.text(), question.apply(place)));
      } catch (Fault e) {
        String words = CallWords.of(e);
        online
            .err()
            .println(
                "Failed to get the " + what + " of endpoint " + place.text() + " (" + words + ")");
        failure = Optional.of(words);
      }
    }
    return failure;
  }

  static <A> List<Told<A>> none() {
    return new ArrayList<>();
  }
}
