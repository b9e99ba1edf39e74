package io.fireweed.bench.member;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.testkit.SnapshotGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `./dev bench member [ROUNDS [SECONDS [ROW...]]]`.
///
/// Rows are the words of [#rows], `idle`, and `big`; without any, all of them.
public final class MemberBench {
  private static final Duration WARM_UP = Duration.ofSeconds(4);

  private final Path root;
  private final Path work;
  private final int rounds;
  private final Duration span;
  private final List<String> chosen;
  private final List<Contender> contenders = new ArrayList<>();

  /// @param rounds of which the median is taken
  /// @param span of one row in one round
  /// @param chosen rows, or none for all
  public MemberBench(Path root, Path work, int rounds, Duration span, List<String> chosen) {
    this.root = root;
    this.work = work;
    this.rounds = rounds;
    this.span = span;
    this.chosen = List.copyOf(chosen);
  }

  /// One kind of call.
  private interface Job {
    Measured run(Contender contender) throws IOException;
  }

  private record Row(String name, Job job) {}

  private Row load(String name, String method, java.util.function.IntFunction<byte[]> requests) {
    int clients = Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    return new Row(name, c -> new Load(c, method, requests).run(clients, span));
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int clients : List.of(1, 64, 512)) {
      rows.add(load("put-" + clients, "KV/Put", Requests::put));
    }
    for (int clients : List.of(1, 64, 512)) {
      rows.add(load("get-" + clients, "KV/Range", Requests::get));
    }
    for (int clients : List.of(1, 64, 512)) {
      rows.add(load("serializable-get-" + clients, "KV/Range", Requests::serializableGet));
    }
    rows.add(load("txn-1", "KV/Txn", Requests::txn));
    rows.add(load("txn-64", "KV/Txn", Requests::txn));
    rows.add(load("range-1000-keys-1", "KV/Range", Requests::range));
    rows.add(load("range-1000-keys-16", "KV/Range", Requests::range));
    rows.add(new Row("lease-keep-alive-64", c -> new LeaseLoad(c).run(64, span)));
    rows.add(new Row("watch-1000-on-one-key", c -> new WatchLoad(c).oneKey(1_000, span)));
    rows.add(new Row("watch-10000-keys", c -> new WatchLoad(c).manyKeys(10_000, span)));
    return rows;
  }

  private boolean wanted(String row) {
    return chosen.isEmpty() || chosen.stream().anyMatch(row::startsWith);
  }

  private static List<EtcdPrograms> programs(Path root) {
    List<EtcdPrograms> programs = new ArrayList<>();
    Path ours = root.resolve("bin/etcd");
    if (Files.isExecutable(ours)) {
      programs.add(new EtcdPrograms("ours", ours, root.resolve("bin/etcdctl"), Optional.empty()));
    }
    EtcdPrograms.find("3.5").or(() -> EtcdPrograms.find("3.4")).ifPresent(programs::add);
    return programs;
  }

  /// Runs everything and prints Markdown.
  public void run() throws IOException {
    if (Files.exists(work)) {
      new LocalDisk().deleteTree(work);
    }
    Files.createDirectories(work);
    if (chosen.isEmpty() || !chosen.equals(List.of("big"))) {
      try {
        small();
      } finally {
        closeAll();
      }
    }
    if (wanted("big")) {
      try {
        big();
      } finally {
        closeAll();
      }
    }
  }

  private void closeAll() {
    contenders.forEach(Contender::close);
    contenders.clear();
  }

  private void small() throws IOException {
    for (EtcdPrograms programs : programs(root)) {
      Path directory = work.resolve(programs.version());
      contenders.add(Contender.start(programs.version(), programs, directory));
    }
    if (wanted("idle")) {
      idle();
    }
    for (Contender contender : contenders) {
      for (int i = 0; i < Requests.READ_KEYS; i++) {
        contender.driver().ask(Driver.unary("KV/Put"), Requests.put("read", i));
      }
      new Load(contender, "KV/Put", Requests::put).run(64, WARM_UP);
      new Load(contender, "KV/Range", Requests::get).run(64, WARM_UP);
    }
    IO.println("Medians of %d rounds in turns, %s each.\n".formatted(rounds, span));
    IO.println(
        "| row | server | per second | p50 µs | p99 µs | server CPU µs | driver CPU µs | throughput"
            + " | p99 | server CPU |");
    IO.println("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    for (Row row : rows()) {
      if (wanted(row.name())) {
        contest(row);
      }
    }
  }

  private void contest(Row row) throws IOException {
    List<List<Measured>> all = new ArrayList<>();
    contenders.forEach(_ -> all.add(new ArrayList<>()));
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        Measured measured = row.job().run(contenders.get(i));
        if (round > 0) { // the first round only warms up
          all.get(i).add(measured);
        }
      }
    }
    Measured judge = Measured.median(all.getLast());
    for (int i = 0; i < contenders.size(); i++) {
      Measured m = Measured.median(all.get(i));
      boolean last = i == contenders.size() - 1;
      IO.println(
          "| %s | %s | %,.0f | %,.0f | %,.0f | %.1f | %.1f | %s | %s | %s |"
              .formatted(
                  i == 0 ? row.name() : "",
                  contenders.get(i).name(),
                  m.perSecond(),
                  m.p50Micros(),
                  m.p99Micros(),
                  m.serverMicros(),
                  m.driverMicros(),
                  last ? "1" : ratio(m.perSecond(), judge.perSecond()),
                  last ? "1" : ratio(m.p99Micros(), judge.p99Micros()),
                  last ? "1" : ratio(m.serverMicros(), judge.serverMicros())));
    }
  }

  private static String ratio(double value, double of) {
    return "**%.2f**".formatted(value / of);
  }

  private void idle() throws IOException {
    Duration span = Duration.ofSeconds(5);
    // What a start took for compiling is given back some seconds later.
    Load.pause(Duration.ofSeconds(20));
    for (Contender contender : contenders) {
      long before = contender.cpuMicros();
      Load.pause(span);
      IO.println(
          "idle, %s: %.1f %% of a core, %,d MiB resident, of which %,d MiB no mapped file"
              .formatted(
                  contender.name(),
                  (contender.cpuMicros() - before) * 100.0 / (span.toMillis() * 1000),
                  contender.memoryBytes("VmRSS") >> 20,
                  contender.memoryBytes("RssAnon") >> 20));
    }
    IO.println("");
  }

  /// Boots on 2.6 M revisions, and takes snapshots while writes go on.
  private void big() throws IOException {
    BigData data = new BigData(root, work, SnapshotGenerator.Shape.LARGE);
    for (EtcdPrograms programs : programs(root)) {
      Path directory = data.restore("big-" + programs.version());
      Contender contender = Contender.start(programs.version(), programs, directory);
      contenders.add(contender);
      boots(contender);
    }
    for (Contender contender : contenders) {
      SnapshotLoad.Cost _ = new SnapshotLoad(contender).stream(); // only warms up
    }
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : contenders) {
        tell(contender, "snapshot stream", new SnapshotLoad(contender).stream());
      }
      for (Contender contender : contenders) {
        tell(
            contender, "snapshot save", new SnapshotLoad(contender).save(work.resolve("saved.db")));
      }
    }
  }

  private void boots(Contender contender) throws IOException {
    List<Double> boots = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      boots.add(contender.restart().toMillis() / 1000.0);
    }
    IO.println(
        "boot on %,d revisions, %s: %.1f s (%s), %,d MiB resident, %,d MiB no mapped file"
            .formatted(
                SnapshotGenerator.Shape.LARGE.revisions(),
                contender.name(),
                boots.stream().sorted().toList().get((boots.size() - 1) / 2),
                boots,
                contender.memoryBytes("VmRSS") >> 20,
                contender.memoryBytes("RssAnon") >> 20));
  }

  private static void tell(Contender contender, String what, SnapshotLoad.Cost cost) {
    IO.println(
        "%s, %s: %,d bytes in %.1f s, %,.0f MB/s, server %.1f s CPU; p99 of puts %,.0f µs before, %,.0f during"
            .formatted(
                what,
                contender.name(),
                cost.bytes(),
                cost.seconds(),
                cost.megabytesPerSecond(),
                cost.serverSeconds(),
                cost.idleP99Micros(),
                cost.busyP99Micros()));
  }
}
