package io.fireweed.cli.etcdctl;

import com.google.protobuf.Message;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.MemberListRequest;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.command.Terminal;
import io.fireweed.cli.etcdctl.Dialling.Place;
import io.fireweed.cli.etcdutl.OutputFlag;
import io.fireweed.cli.print.Fields;
import io.fireweed.cli.print.Json;
import io.fireweed.cli.print.OutputFormat;
import io.fireweed.client.CallWords;
import io.fireweed.client.EtcdClient;
import io.fireweed.client.Rpc;
import io.fireweed.client.StreamRpc;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.fault.UnsupportedException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// One command's connection to a cluster, and how its answers are printed.
final class Online implements AutoCloseable {
  /// An answer in each format that has one; a table has none of these. JSON is made when it is
  /// wanted: it asks for the description of the whole protocol, which takes 100 ms to load.
  record Answer(
      Consumer<PrintStream> simple,
      Consumer<Fields> fields,
      Supplier<Json> json,
      Message protobuf) {
    static Answer of(Message message, Consumer<PrintStream> simple, Consumer<Fields> fields) {
      return new Answer(simple, fields, () -> MessageJson.of(message), message);
    }
  }

  private final Invocation call;
  private final OutputFormat format;
  private final List<Place> places;
  private final EtcdClient client;

  private Online(Invocation call, OutputFormat format, List<Place> places, EtcdClient client) {
    this.call = call;
    this.format = format;
    this.places = List.copyOf(places);
    this.client = client;
  }

  /// {@return a connection as the flags say; nothing is sent before the first question}
  static Online open(Invocation call) {
    return open(call, call.duration(GlobalFlags.COMMAND_TIMEOUT));
  }

  /// {@return the same, with a limit of its own for each call}
  static Online open(Invocation call, Duration limit) {
    return open(call, OutputFlag.of(call), Dialling.places(call), limit);
  }

  private static Online open(
      Invocation call, OutputFormat format, List<Place> places, Duration limit) {
    try {
      return new Online(
          call, format, places, EtcdClient.open(Dialling.options(call, limit, places)));
    } catch (Fault e) {
      throw new CommandFailure(ExitCode.ETCD_BAD_CONNECTION, String.valueOf(e.getMessage()));
    }
  }

  /// {@return the answer; a failure ends the command with 1}
  <Q, A> A ask(Rpc<Q, A> rpc, Q request) {
    return ask(rpc, request, words -> new CommandFailure(ExitCode.FAILED, words));
  }

  /// {@return the answer}
  ///
  /// @param failure what a failed call becomes, from etcd's words about it
  <Q, A> A ask(Rpc<Q, A> rpc, Q request, Function<String, CommandFailure> failure) {
    try {
      return client.ask(rpc, request);
    } catch (Fault e) {
      String words = CallWords.of(e);
      warn(e);
      if (CallWords.isAbout(e, EtcdError.AUTH_FAILED)) {
        throw new CommandFailure(ExitCode.ETCD_BAD_CONNECTION, words);
      }
      throw failure.apply(words);
    }
  }

  /// {@return the answer of one member, or a fault}
  <Q, A> A askAt(Place place, Rpc<Q, A> rpc, Q request) {
    try {
      return client.ask(place.endpoint(), rpc, request);
    } catch (Fault e) {
      warn(e);
      throw e;
    }
  }

  /// Hands every piece of an answer to `sink`, from the first endpoint that is reached.
  <Q, A> void stream(StreamRpc<Q, A> rpc, Q request, Consumer<A> sink) {
    awaitConnection();
    Duration limit = call.duration(GlobalFlags.COMMAND_TIMEOUT);
    try {
      client.stream(rpc, request, limit, sink);
    } catch (Fault e) {
      warn(e);
      throw new CommandFailure(
          ExitCode.FAILED,
          e instanceof UnsupportedException
              ? "the server does not stream ranges, which etcd does from 3.7 on: leave --stream away"
              : CallWords.of(e));
    }
  }

  /// Makes a connection to any endpoint, for a command that would else wait for ever.
  void awaitConnection() {
    boolean stands;
    try {
      stands = client.awaitConnection(call.duration(GlobalFlags.DIAL_TIMEOUT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stands = false;
    }
    if (!stands) {
      throw new CommandFailure(ExitCode.ETCD_BAD_CONNECTION, "context deadline exceeded");
    }
  }

  /// Says what a failed call has met, in the shape of the line that etcd's client logs.
  private void warn(Fault fault) {
    String target =
        "etcd-endpoints:///" + places.stream().map(Place::text).collect(Collectors.joining(","));
    call.terminal()
        .err()
        .println(
            new Json()
                .beginObject()
                .name("level")
                .value("warn")
                .name("ts")
                .value(Instant.now().truncatedTo(ChronoUnit.MICROS).toString())
                .name("logger")
                .value("etcd-client")
                .name("msg")
                .value("retrying of unary invoker failed")
                .name("target")
                .value(target)
                .name("attempt")
                .value(0)
                .name("error")
                .value(CallWords.rpcError(fault))
                .end());
  }

  /// {@return what makes the calls}
  EtcdClient client() {
    return client;
  }

  Terminal terminal() {
    return call.terminal();
  }

  /// {@return a connection to every member's first client URL, as the cluster names them}
  Online toAllMembers() {
    List<Place> members =
        ask(Rpc.MEMBER_LIST, MemberListRequest.getDefaultInstance()).getMembersList().stream()
            .flatMap(member -> member.getClientURLsList().stream())
            .map(url -> new Place(url, Dialling.endpoint(url, false)))
            .toList();
    return open(call, format, members, call.duration(GlobalFlags.COMMAND_TIMEOUT));
  }

  List<Place> places() {
    return places;
  }

  PrintStream err() {
    return call.terminal().err();
  }

  OutputFormat format() {
    return format;
  }

  PrintStream out() {
    return call.terminal().out();
  }

  /// {@return whether ids and bytes are wanted in hex}
  boolean printsHex() {
    return call.isOn(GlobalFlags.HEX);
  }

  /// {@return how a key or a value looks in the simple format}
  KeyValueText keyValueText() {
    return call.isOn(GlobalFlags.HEX) ? KeyValueText.HEX : KeyValueText.RAW;
  }

  /// Prints an answer in the format that was asked for. {@return the exit code}
  ExitCode print(Answer answer) throws IOException {
    switch (format) {
      case SIMPLE -> answer.simple().accept(out());
      case FIELDS -> answer.fields().accept(new Fields(out()));
      case JSON -> out().println(answer.json().get());
      case PROTOBUF -> answer.protobuf().writeTo(out());
      case TABLE -> throw OutputFlag.cannotPrint(format);
    }
    return ExitCode.DONE;
  }

  @Override
  public void close() {
    client.close();
  }
}
