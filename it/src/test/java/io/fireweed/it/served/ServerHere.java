package io.fireweed.it.served;

import io.fireweed.testkit.embedded.EmbeddedEtcd;
import java.net.URI;
import java.nio.file.Path;

/// Our member inside this process.
final class ServerHere implements Server {
  private final EmbeddedEtcd member;

  ServerHere(EmbeddedEtcd member) {
    this.member = member;
  }

  @Override
  public Release release() {
    return Release.V3_7;
  }

  @Override
  public String address() {
    URI url = URI.create(member.clientUrl());
    return url.getHost() + ":" + url.getPort();
  }

  @Override
  public Path dataDirectory() {
    return member.dataDirectory();
  }

  @Override
  public long pid() {
    return ProcessHandle.current().pid();
  }

  @Override
  public String logText() {
    return "";
  }

  @Override
  public void stop() {
    member.stop();
  }

  @Override
  public void kill() {
    member.crash();
  }

  @Override
  public void restart() {
    member.restart();
  }

  @Override
  public void close() {
    member.close();
  }
}
