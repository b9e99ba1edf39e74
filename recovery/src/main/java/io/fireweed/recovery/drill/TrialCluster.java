package io.fireweed.recovery.drill;

import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.client.ClientOptions;
import io.fireweed.client.Endpoint;
import io.fireweed.client.EtcdClient;
import io.fireweed.client.RangeQuery;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.fault.UnavailableException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The processes of an etcd on restored directories.
final class TrialCluster {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(2);
  private static final Duration OBEY_LIMIT = Duration.ofSeconds(15);
  private static final long PAUSE_MILLIS = 50;
  private static final String PORT_TAKEN = "address already in use";

  /// Asked for as etcd's own health check does; it need not exist.
  private static final RangeQuery HEALTH = RangeQuery.key(Bytes.ofUtf8("health"));

  private final TrialPorts ports;
  private final List<EtcdProcess> processes;

  private TrialCluster(TrialPorts ports, List<EtcdProcess> processes) {
    this.ports = ports;
    this.processes = List.copyOf(processes);
  }

  /// What waiting for health has come to.
  sealed interface Start {
    /// Every member answers, with a quorum behind it.
    record Healthy() implements Start {}

    /// Another program took one of the ports meanwhile.
    record PortTaken() implements Start {}

    record Failed(StepResult.Unhealthy result) implements Start {}
  }

  /// Starts all members and returns at once.
  ///
  /// @param directory holds a data directory for each, under its name
  static TrialCluster launch(EtcdProgram program, TrialPorts ports, Path directory, WorkArea area)
      throws IOException {
    List<EtcdProcess> processes = new ArrayList<>();
    for (TrialPorts.Member member : ports.members()) {
      List<String> command =
          List.of(
              program.path().toString(),
              "--name=" + member.name(),
              "--data-dir=" + directory.resolve(member.name()),
              "--listen-client-urls=" + member.clientUrl(),
              "--advertise-client-urls=" + member.clientUrl(),
              "--listen-peer-urls=" + member.peerUrl(),
              "--initial-advertise-peer-urls=" + member.peerUrl(),
              "--initial-cluster=" + ports.pairs(),
              "--initial-cluster-token=" + Drill.TOKEN,
              "--initial-cluster-state=new",
              "--quota-backend-bytes=-1");
      processes.add(area.start(member.name(), command, directory.resolve(member.name() + ".log")));
    }
    return new TrialCluster(ports, processes);
  }

  /// Waits until every member is healthy.
  Start awaitHealthy(Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (TrialPorts.Member member : ports.members()) {
      Endpoint endpoint = Endpoint.parse(member.clientUrl());
      String last = "nothing";
      try (EtcdClient client =
          EtcdClient.open(ClientOptions.of(List.of(endpoint)).withCallLimit(CALL_LIMIT))) {
        while (true) {
          Optional<Start> ended = findEnded();
          if (ended.isPresent()) {
            return ended.get();
          }
          Optional<String> trouble = findTrouble(client, endpoint);
          if (trouble.isEmpty()) {
            break;
          }
          last = trouble.get();
          if (System.nanoTime() > deadline) {
            return new Start.Failed(
                new StepResult.Unhealthy(
                    member.name() + " not healthy after " + limit.toSeconds() + " s: " + last,
                    process(member.name()).logEnd()));
          }
          pause();
        }
      }
    }
    return new Start.Healthy();
  }

  private static Optional<String> findTrouble(EtcdClient client, Endpoint endpoint) {
    try {
      StatusResponse status = client.status(endpoint);
      if (status.getLeader() == 0) {
        return Optional.of("no leader");
      }
      client.find(HEALTH);
      return Optional.empty();
    } catch (RefusedException served) {
      // Only a member that serves asks for a password.
      return Optional.empty();
    } catch (UnavailableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (Fault e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Optional<Start> findEnded() {
    for (EtcdProcess process : processes) {
      if (!process.isAlive()) {
        List<String> log = process.logEnd();
        boolean portTaken = log.stream().anyMatch(line -> line.contains(PORT_TAKEN));
        return Optional.of(
            portTaken
                ? new Start.PortTaken()
                : new Start.Failed(
                    new StepResult.Unhealthy(
                        process.name() + " ended by itself with exit code " + process.exitCode(),
                        log)));
      }
    }
    return Optional.empty();
  }

  /// Ends the members one after the other, by SIGTERM, and by SIGKILL if one does not obey: a
  /// leader that ends together with the others waits in vain for one of them to follow it.
  ///
  /// @return how, for people
  StepResult stop() {
    List<String> killed = new ArrayList<>();
    for (EtcdProcess process : processes) {
      if (process.stop(OBEY_LIMIT) == EtcdProcess.Ending.KILLED) {
        killed.add(process.name());
      }
    }
    return new StepResult.Passed(
        killed.isEmpty() ? "ended by SIGTERM" : "ended; by SIGKILL: " + String.join(", ", killed));
  }

  private EtcdProcess process(String name) {
    return processes.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for etcd", e);
    }
  }
}
