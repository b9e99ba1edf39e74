package io.fireweed.cli.etcd;

import io.fireweed.cli.command.Failures;
import io.fireweed.cli.etcd.log.MemberLog;
import io.fireweed.cli.etcdutl.VersionCommand;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.Fault;
import io.fireweed.server.boot.RunningMember;
import io.fireweed.server.config.BadSettingException;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.tls.AutoTls;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// One member from its start to its end.
final class MemberRun {
  private static final String NO_START = "failed to start etcd";
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int OUR_FAULT = 2;

  private static final Logger LOG = LoggerFactory.getLogger(MemberRun.class);

  private final MemberConfig config;
  private final Map<String, String> environment;

  MemberRun(MemberConfig config, Map<String, String> environment) {
    this.config = config;
    this.environment = environment;
  }

  /// {@return the exit code, unless a signal ends the process before}
  int untilTheEnd() {
    try {
      starting();
      MemberConfig complete = new AutoTls(Clock.systemUTC()).provide(config);
      RunningMember member = RunningMember.start(new LocalDisk(), complete);
      Signals signals = Signals.onTheFirst(signal -> stop(member, signal));
      LOG.atInfo().log("ready to serve client requests");
      InitDaemon.in(environment).tellReady();
      try {
        member.ended().get();
      } finally {
        // The end that a signal asked for is the signal's to tell.
        signals.letItEnd();
        member.close();
      }
      return DONE;
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause(), "the member cannot go on");
    } catch (CompletionException e) {
      return failed(e.getCause() == null ? e : e.getCause(), NO_START);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } catch (IOException | RuntimeException | Error e) {
      return failed(e, NO_START);
    }
  }

  private void starting() {
    LOG.atInfo()
        .addKeyValue("etcd-version", VersionCommand.ETCD_VERSION)
        .addKeyValue("git-sha", "Fireweed")
        .addKeyValue("java-version", Runtime.version().toString())
        .addKeyValue("go-os", Platform.system())
        .addKeyValue("go-arch", Platform.processor())
        .addKeyValue("max-cpu-available", Runtime.getRuntime().availableProcessors())
        .addKeyValue("max-heap-bytes", Runtime.getRuntime().maxMemory())
        .addKeyValue("name", config.name())
        .addKeyValue("data-dir", config.directories().data())
        .addKeyValue("wal-dir", config.directories().wal())
        .addKeyValue("member-dir", config.directories().member())
        .addKeyValue("force-new-cluster", config.bootstrap().forceNew())
        .addKeyValue("heartbeat-interval", config.raft().heartbeat())
        .addKeyValue("election-timeout", config.raft().election())
        .addKeyValue("snapshot-count", config.raft().snapshotCount())
        .addKeyValue("max-wals", config.raft().maxWals())
        .addKeyValue("max-snapshots", config.raft().maxSnapshots())
        .addKeyValue("initial-advertise-peer-urls", config.urls().advertisePeer())
        .addKeyValue("listen-peer-urls", config.urls().listenPeer())
        .addKeyValue("advertise-client-urls", config.urls().advertiseClient())
        .addKeyValue("listen-client-urls", config.urls().listenClient())
        .addKeyValue("listen-metrics-urls", config.urls().listenMetrics())
        .addKeyValue("pre-vote", config.raft().preVote())
        .addKeyValue("quota-backend-bytes", config.backend().effectiveQuotaBytes())
        .addKeyValue("max-request-bytes", config.limits().maxRequestBytes())
        .log("starting an etcd server");
  }

  private void stop(RunningMember member, Signals.Kind signal) {
    LOG.atInfo().addKeyValue("signal", signal.words()).log("received signal; shutting down");
    InitDaemon.in(environment).tellStopping();
    closing("closing etcd server");
    try {
      member.close();
    } catch (IOException e) {
      LOG.atError().setCause(e).log("closing failed");
    }
    closing("closed etcd server");
  }

  private void closing(String words) {
    LOG.atInfo()
        .addKeyValue("name", config.name())
        .addKeyValue("data-dir", config.directories().data())
        .addKeyValue("advertise-peer-urls", config.urls().advertisePeer())
        .addKeyValue("advertise-client-urls", config.urls().advertiseClient())
        .log(words);
  }

  /// What the outside did ends with 1, and what only a mistake in this program can do with 2.
  private static int failed(Throwable failure, String what) {
    boolean outside =
        failure instanceof Fault
            || failure instanceof IOException
            || failure instanceof BadSettingException;
    LoggingEventBuilder line =
        LOG.atError()
            .addMarker(MemberLog.FATAL)
            .addKeyValue("error", outside ? words(failure) : failure.toString());
    if (!outside) {
      line = line.setCause(failure);
    }
    if (failure instanceof Fault fault && fault.hint().isPresent()) {
      line = line.addKeyValue("hint", fault.hint().get());
    }
    line.log(what);
    return outside ? FAILED : OUR_FAULT;
  }

  private static String words(Throwable failure) {
    if (failure instanceof FileSystemException) {
      return Failures.message(failure);
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
