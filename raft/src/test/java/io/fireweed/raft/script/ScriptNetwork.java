package io.fireweed.raft.script;

import io.fireweed.raft.Ready;
import io.fireweed.raft.StepOutcome;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.MessageType;
import io.fireweed.raft.message.PeerMessage;
import io.fireweed.raft.message.StorageMessage;
import io.fireweed.raft.message.StorageMessage.StorageAppend;
import io.fireweed.raft.message.StorageMessage.StorageApply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// What is between the members of a script, and the work that each has to do.
final class ScriptNetwork {
  private static final int MAX_ROUNDS = 10_000;

  private final List<ScriptNode> nodes;
  private final ScriptOutput output;
  private final List<Message> messages = new ArrayList<>();

  ScriptNetwork(List<ScriptNode> nodes, ScriptOutput output) {
    this.nodes = nodes;
    this.output = output;
  }

  void queue(Message message) {
    messages.add(message);
    output.write(message.describe());
  }

  void processReady(List<Integer> ids) {
    each(ids, "handling Ready", this::processReady);
  }

  void processAppend(List<Integer> ids) {
    each(ids, "processing append thread", this::processAppend);
  }

  void processApply(List<Integer> ids) {
    each(ids, "processing apply thread", this::processApply);
  }

  private void each(List<Integer> ids, String title, Consumer<ScriptNode> work) {
    for (int id : ids) {
      ScriptNode node = nodes.get(id - 1);
      if (ids.size() == 1) {
        work.accept(node);
      } else {
        titled(id, title, () -> work.accept(node));
      }
    }
  }

  private void titled(int id, String title, Runnable work) {
    output.write("> " + id + " " + title);
    output.indented(work);
  }

  private void processReady(ScriptNode node) {
    Ready ready = node.node().ready();
    output.write(ready.describe());
    if (!node.isAsync()) {
      node.write(ready.hardState(), ready.entries(), ready.snapshot());
      node.apply(ready.committedEntries());
    }
    for (Message message : ready.messages()) {
      switch (message) {
        case StorageAppend work -> node.appendWork().addLast(work);
        case StorageApply work -> node.applyWork().addLast(work);
        case StorageMessage answer -> throw new IllegalStateException(answer.describe());
        case PeerMessage other -> messages.add(other);
      }
    }
    if (!node.isAsync()) {
      node.node().advance();
    }
  }

  private void processAppend(ScriptNode node) {
    if (node.appendWork().isEmpty()) {
      output.write("no append work to perform");
      return;
    }
    StorageAppend work = node.appendWork().removeFirst();
    output.write("Processing:\n" + work.withoutResponses().describe());
    node.write(work.hardState(), work.entries(), work.snapshot());
    respond(work.responses());
  }

  private void processApply(ScriptNode node) {
    if (node.applyWork().isEmpty()) {
      output.write("no apply work to perform");
      return;
    }
    StorageApply work = node.applyWork().removeFirst();
    output.write("Processing:\n" + work.withoutResponses().describe());
    node.apply(work.entries());
    respond(work.responses());
  }

  private void respond(List<Message> responses) {
    output.write("Responses:");
    responses.forEach(response -> output.write(response.describe()));
    messages.addAll(responses);
  }

  /// Delivers or drops what is under way, in the order in which the members are named.
  void deliver(Script.Command command) {
    Optional<MessageType> only = command.find("type").map(names -> type(names.getFirst()));
    List<Integer> delivered = command.members();
    int handled = 0;
    for (Script.Argument argument : command.arguments()) {
      if (argument.values().isEmpty()) {
        handled += deliver(Long.parseLong(argument.key()), only);
      } else if (argument.key().equals("drop")) {
        for (String id : argument.values()) {
          if (delivered.contains(Integer.parseInt(id))) {
            throw new IllegalArgumentException("cannot both deliver and drop messages to " + id);
          }
          handled += drop(Long.parseLong(id), only);
        }
      }
    }
    if (handled == 0) {
      output.write("no messages");
    }
  }

  private static MessageType type(String name) {
    return Arrays.stream(MessageType.values())
        .filter(type -> type.label().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown message type " + name));
  }

  private int deliver(long to, Optional<MessageType> only) {
    List<Message> taken = take(to, only, true);
    for (Message message : taken) {
      output.write(message.describe());
      ScriptNode node = nodes.get((int) to - 1);
      switch (message) {
        case StorageMessage done -> node.node().step(done);
        case PeerMessage said -> {
          StepOutcome outcome = node.node().step(said);
          if (outcome != StepOutcome.DONE) {
            output.write(outcome.describe());
          }
        }
      }
    }
    return taken.size();
  }

  private int drop(long to, Optional<MessageType> only) {
    List<Message> taken = take(to, only, false);
    taken.forEach(message -> output.write("dropped: " + message.describe()));
    return taken.size();
  }

  private List<Message> take(long to, Optional<MessageType> only, boolean withLocal) {
    List<Message> taken = new ArrayList<>();
    Iterator<Message> queued = messages.iterator();
    while (queued.hasNext()) {
      Message message = queued.next();
      boolean isLocal = message instanceof StorageMessage || message.from() == message.to();
      boolean isWanted = only.isEmpty() || only.get() == message.type();
      if (message.to() == to && isWanted && (withLocal || !isLocal)) {
        taken.add(message);
        queued.remove();
      }
    }
    return taken;
  }

  void stabilize(List<Integer> ids) {
    List<Integer> all =
        ids.isEmpty() ? IntStream.rangeClosed(1, nodes.size()).boxed().toList() : ids;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      if (!stabilizeOnce(all)) {
        return;
      }
    }
    throw new IllegalStateException("not stable after " + MAX_ROUNDS + " rounds");
  }

  /// {@return whether anything was left to do}
  private boolean stabilizeOnce(List<Integer> ids) {
    boolean worked = false;
    for (int id : ids) {
      if (nodes.get(id - 1).node().isReady()) {
        titled(id, "handling Ready", () -> processReady(nodes.get(id - 1)));
        worked = true;
      }
    }
    for (int id : ids) {
      if (messages.stream().anyMatch(message -> message.to() == id)) {
        titled(id, "receiving messages", () -> deliver(id, Optional.empty()));
        worked = true;
      }
    }
    for (int id : ids) {
      ScriptNode node = nodes.get(id - 1);
      if (!node.appendWork().isEmpty()) {
        titled(
            id,
            "processing append thread",
            () -> drain(node, node.appendWork(), this::processAppend));
        worked = true;
      }
    }
    for (int id : ids) {
      ScriptNode node = nodes.get(id - 1);
      if (!node.applyWork().isEmpty()) {
        titled(
            id, "processing apply thread", () -> drain(node, node.applyWork(), this::processApply));
        worked = true;
      }
    }
    return worked;
  }

  private static void drain(ScriptNode node, Deque<?> work, Consumer<ScriptNode> process) {
    for (int waiting = work.size(); waiting > 0; waiting--) {
      process.accept(node);
    }
  }
}
