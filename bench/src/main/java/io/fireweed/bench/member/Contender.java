package io.fireweed.bench.member;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.ProgramRun;
import io.fireweed.fixtures.RealEtcd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A server in the contest.
final class Contender implements AutoCloseable {
  private static final long TICK_MICROS = 10_000;

  private final String name;
  private final EtcdPrograms programs;
  private final Path directory;
  private RealEtcd server;
  private Driver driver;

  private Contender(String name, EtcdPrograms programs, Path directory) {
    this.name = name;
    this.programs = programs;
    this.directory = directory;
    start();
  }

  /// Starts a server; a new one unless the directory holds data.
  static Contender start(String name, EtcdPrograms programs, Path directory) {
    return new Contender(name, programs, directory);
  }

  private void start() {
    // No limit that only one of them would reach.
    server =
        RealEtcd.start(
            programs,
            directory,
            "--quota-backend-bytes=8589934592",
            "--max-txn-ops=1024",
            "--log-level=warn");
    driver = new Driver(server.clientAddress());
  }

  String name() {
    return name;
  }

  Driver driver() {
    return driver;
  }

  /// {@return host and port}
  String address() {
    return server.clientAddress();
  }

  /// {@return another set of connections, the caller's to close}
  Driver connect() {
    return new Driver(server.clientAddress());
  }

  /// Runs the client of the same release to its end.
  void etcdctl(List<String> arguments, Duration limit) {
    List<String> command = new ArrayList<>();
    command.add(programs.etcdctl().toString());
    command.add("--endpoints=" + server.clientAddress());
    command.addAll(arguments);
    ProgramRun.of(command, Map.of("ETCDCTL_API", "3"), limit).requireSuccess();
  }

  /// {@return user and system time so far, in microseconds; 10 ms fine}
  long cpuMicros() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + server.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MICROS;
  }

  /// {@return memory in bytes: `VmRSS`, or the part of it that is no mapped file, `RssAnon`}
  long memoryBytes(String field) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/" + server.pid() + "/status"));
    return lines.stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  /// Ends the server and starts it on its data. {@return how long it took until it served}
  Duration restart() {
    driver.close();
    server.stop();
    long start = System.nanoTime();
    server.restart();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    driver = new Driver(server.clientAddress());
    return took;
  }

  @Override
  public void close() {
    driver.close();
    server.close();
  }
}
