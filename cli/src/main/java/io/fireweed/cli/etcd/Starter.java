package io.fireweed.cli.etcd;

import io.fireweed.format.disk.LocalDisk;
import io.fireweed.server.boot.RunningMember;
import io.fireweed.server.config.MemberConfig;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the member that a configuration describes.
final class Starter {
  private static final Logger LOG = LoggerFactory.getLogger(Starter.class);

  private Starter() {}

  static RunningProgram start(MemberConfig config) throws IOException, InterruptedException {
    RunningMember member = RunningMember.start(new LocalDisk(), config);
    return new RunningProgram() {
      @Override
      public CompletableFuture<?> ready() {
        return CompletableFuture.completedFuture(member);
      }

      @Override
      public void stop() {
        try {
          member.close();
        } catch (IOException failed) {
          LOG.atError().setCause(failed).log("failed to stop in good order");
        }
      }

      @Override
      public CompletableFuture<?> ended() {
        return member.ended();
      }
    };
  }
}
