package io.fireweed.it.served;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.RealEtcd;
import java.nio.file.Path;

/// A server as a process of its own.
final class ServerProcess implements Server {
  private final RealEtcd process;
  private final Release release;

  ServerProcess(EtcdPrograms programs, Path dataDirectory, String... flags) {
    this(RealEtcd.start(programs, dataDirectory, flags));
  }

  ServerProcess(RealEtcd process) {
    this.process = process;
    this.release = Release.of(process.programs().version());
  }

  @Override
  public Release release() {
    return release;
  }

  @Override
  public String address() {
    return process.clientAddress();
  }

  @Override
  public Path dataDirectory() {
    return process.dataDirectory();
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public String logText() {
    String text = process.logText();
    return text.substring(Math.max(0, text.length() - 4000));
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void restart() {
    process.restart();
  }

  @Override
  public void close() {
    process.close();
  }
}
