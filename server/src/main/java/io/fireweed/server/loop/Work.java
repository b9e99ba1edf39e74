package io.fireweed.server.loop;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Node;
import io.fireweed.raft.message.PeerMessage;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Something that waits for the loop.
sealed interface Work {
  /// The loop has ended: nothing will come of it.
  void fail(Throwable cause);

  /// Data for the log.
  record Proposed(Proposal proposal) implements Work {
    @Override
    public void fail(Throwable cause) {
      proposal.failed(cause);
    }
  }

  /// A question to the core, or an order.
  record Call<T>(Function<Node, T> question, CompletableFuture<T> answer) implements Work {
    void run(Node node) {
      answer.complete(question.apply(node));
    }

    @Override
    public void fail(Throwable cause) {
      answer.completeExceptionally(cause);
    }
  }

  /// A message from another member.
  record Received(PeerMessage message) implements Work {
    @Override
    public void fail(Throwable cause) {}
  }

  /// The application's state is durable up to an index.
  record Snapshot(long index, ConfState members, Bytes data, CompletableFuture<Boolean> stored)
      implements Work {
    @Override
    public void fail(Throwable cause) {
      stored.completeExceptionally(cause);
    }
  }
}
