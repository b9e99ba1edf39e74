package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.ProgramRun;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.wal.LenientWal;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.format.wal.WalSurvey;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.log.LogOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A start that is refused leaves every file of its directory as it was, byte for byte.
class RefusedStartTest {
  private static final LocalDisk DISK = new LocalDisk();

  @TempDir Path temporary;

  private Path at(String name) {
    return temporary.resolve("m1/member").resolve(name);
  }

  private RunningMember start(String... more) throws IOException, InterruptedException {
    return MemberHere.start(temporary.resolve("m1"), more);
  }

  private void requireRefused(String why, String... flags) throws Exception {
    Map<String, String> before = everything();
    assertThatThrownBy(() -> start(flags)).hasMessageContaining(why);
    assertThat(everything()).isEqualTo(before);
  }

  private Map<String, String> everything() throws Exception {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(temporary)) {
      for (Path path : paths.toList()) {
        all.put(path.toString(), Files.isDirectory(path) ? "directory" : digest(path));
      }
    }
    return all;
  }

  private static String digest(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(Files.readAllBytes(file));
    return Files.size(file) + " bytes " + HexFormat.of().formatHex(digest.digest());
  }

  private void snapshots() throws Exception {
    for (int life = 0; life < 4; life++) {
      start("--snapshot-count=1").close();
    }
    assertThat(snapFiles()).isNotEmpty();
  }

  private List<Path> snapFiles() throws IOException {
    try (Stream<Path> files = Files.list(at("snap"))) {
      return files.filter(file -> file.toString().endsWith(".snap")).toList();
    }
  }

  /// A log that names members as its first entries.
  private void found(ConfChangeType type, long... ids) throws IOException {
    List<Entry> founders = new ArrayList<>();
    for (long id : ids) {
      MemberRow row =
          MemberRow.voter(new MemberId(id), List.of("http://127.0.0.1:" + id), "m" + id);
      ConfChange change =
          new ConfChange(0, id == 1 ? type : ConfChangeType.ADD_NODE, id, row.value());
      founders.add(
          new Entry(
              1,
              founders.size() + 1L,
              EntryType.CONF_CHANGE,
              change.encode(LogOptions.DEFAULT.dialect())));
    }
    MemberDir places = MemberDir.of(temporary.resolve("m1"));
    DurableLog.create(DISK, places, new WalMetadata(1, 7), founders, LogOptions.DEFAULT).close();
  }

  private Path lastSegment(WalSurvey survey) {
    return survey.segments().getLast().file();
  }

  /// Begins a record that ends in zeros, as a writer does that dies in a write.
  private void tear() throws IOException {
    WalSurvey survey = LenientWal.scan(DISK, at("wal"));
    ByteBuffer begun = ByteBuffer.allocate(60).put(0, (byte) 0).put(1, (byte) 16);
    for (int i = 8; i < begun.capacity(); i++) {
      begun.put(i, (byte) i);
    }
    write(lastSegment(survey), begun, survey.segments().getLast().endOffset());
    assertThat(LenientWal.scan(DISK, at("wal")).findings()).isNotEmpty();
  }

  private static void write(Path file, ByteBuffer bytes, long offset) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      int _ = channel.write(bytes, offset);
    }
  }

  private void copyTree(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void withoutALog() throws Exception {
    start().close();
    DISK.deleteTree(at("wal"));
    requireRefused("stands without its log");
    Files.createDirectory(at("wal"));
    requireRefused("stands without its log");
    DISK.deleteTree(at("snap"));
    requireRefused("stands without its log");
  }

  @Test
  void withoutLogAndDbBesideRaftSnapshots() throws Exception {
    snapshots();
    DISK.deleteTree(at("wal"));
    Files.delete(at("snap/db"));
    Files.delete(at("durable.mark"));
    requireRefused("stands without its log");
  }

  @Test
  void withoutADbBehindARaftSnapshot() throws Exception {
    snapshots();
    Files.delete(at("snap/db"));
    requireRefused("failed to find database snapshot file");
  }

  @Test
  void aDbAheadOfItsLog() throws Exception {
    start().close();
    copyTree(at("wal"), temporary.resolve("older"));
    start().close();
    DISK.deleteTree(at("wal"));
    Files.move(temporary.resolve("older"), at("wal"));
    requireRefused("what was acknowledged is missing");
    Files.delete(at("durable.mark"));
    tear();
    requireRefused("but the log");
  }

  @Test
  void aLogThatEndsBeforeItsMarkOrBesideADamagedOne() throws Exception {
    start().close();
    WalSurvey survey = LenientWal.scan(DISK, at("wal"));
    long end = survey.segments().getLast().endOffset();
    write(lastSegment(survey), ByteBuffer.allocate(4096), end - 100);
    requireRefused("found its end at");
    Files.write(at("durable.mark"), new byte[8192]);
    requireRefused("at least one whole slot of two expected");
  }

  @Test
  void aHoleInTheLog() throws Exception {
    start().close();
    WalSurvey survey = LenientWal.scan(DISK, at("wal"));
    write(lastSegment(survey), ByteBuffer.allocate(64), 400);
    requireRefused("");
  }

  @Test
  void theLogOfAnotherMember() throws Exception {
    start().close();
    Path other = temporary.resolve("m2");
    RunningMember.start(
            DISK,
            MemberConfig.of(
                "--name=m2",
                "--data-dir=" + other,
                "--initial-cluster=m2=http://127.0.0.1:4711",
                "--initial-advertise-peer-urls=http://127.0.0.1:4711",
                "--listen-client-urls=http://127.0.0.1:0",
                "--advertise-client-urls=http://127.0.0.1:2379",
                "--listen-peer-urls=http://127.0.0.1:0"))
        .close();
    DISK.deleteTree(at("wal"));
    copyTree(other.resolve("member/wal"), at("wal"));
    Files.delete(at("durable.mark"));
    requireRefused("db of a cluster with member");
  }

  @Test
  void severalVotersAlsoBesideATornTail() throws Exception {
    found(ConfChangeType.ADD_NODE, 1, 2, 3);
    requireRefused("found one of 3 voters");
    tear();
    requireRefused("found one of 3 voters");
  }

  @Test
  void aLearner() throws Exception {
    found(ConfChangeType.ADD_LEARNER_NODE, 1, 2);
    requireRefused("found one of 1 voters");
  }

  @Test
  void aDbThatCannotBeReadAlsoBesideATornTail() throws Exception {
    start().close();
    tear();
    byte[] whole = Files.readAllBytes(at("snap/db"));
    write(at("snap/db"), ByteBuffer.allocate(8192), 0);
    requireRefused("");
    Files.write(at("snap/db"), whole);
    Files.write(at("snap/db"), new byte[0]);
    requireRefused("found 0 bytes");
    Files.write(at("snap/db"), whole);
    Files.write(at("snap/db.tmp.1"), new byte[10]);
    for (int page = 2; page < whole.length / 4096; page++) {
      write(at("snap/db"), ByteBuffer.wrap(new byte[4096]), 4096L * page);
    }
    requireRefused("");
  }

  @Test
  void anotherProgramThatWorksOnIt() throws Exception {
    try (RunningMember _ = start()) {
      Thread.sleep(300); // What its start changed is written behind.
      requireRefused("");
    }
  }

  @Test
  void aPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      requireRefusedForPort(taken.getLocalPort());
      assertThat(temporary.resolve("m1")).doesNotExist();
      start().close();
      tear();
      requireRefusedForPort(taken.getLocalPort());
    }
    start().close(); // Nothing else was wrong.
  }

  private void requireRefusedForPort(int port) throws Exception {
    String address = "127.0.0.1:" + port;
    for (String urls : List.of("client", "client-http", "peer", "metrics")) {
      requireRefused(
          "listen tcp " + address + ": bind: address already in use",
          "--listen-" + urls + "-urls=http://" + address);
    }
  }

  @Test
  void settingsThatCannotBeMet() throws Exception {
    Files.createDirectory(temporary.resolve("m1"));
    requireRefused("", "--initial-cluster-state=existing");
    requireRefused("", "--auth-token=jwt,pub-key=none,priv-key=none,sign-method=RS256");
    requireRefused("", "--initial-cluster=m1=http://127.0.0.1:2380,m2=http://127.0.0.1:2381");
  }

  @Test
  void aMissingCertificateAuthority() throws Exception {
    Path key = temporary.resolve("key.pem");
    Path certificate = temporary.resolve("cert.pem");
    String request =
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=m";
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(request.split(" ")));
    command.addAll(List.of("-keyout", key.toString(), "-out", certificate.toString()));
    var _ = ProgramRun.of(command, Map.of(), Duration.ofSeconds(20)).requireSuccess();
    requireRefused(
        "none.pem",
        "--listen-client-urls=https://127.0.0.1:0",
        "--cert-file=" + certificate,
        "--key-file=" + key,
        "--trusted-ca-file=" + temporary.resolve("none.pem"));
  }
}
