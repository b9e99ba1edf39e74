package io.fireweed.it.served;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.testkit.embedded.EmbeddedEtcd;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A program that serves etcd's API.
///
/// `-Dsubjects=ETCD_3_5,OURS` runs the tests against those alone.
public enum Subject {
  ETCD_3_4 {
    @Override
    public EtcdPrograms programs() {
      return EtcdPrograms.assume("3.4");
    }
  },
  ETCD_3_5 {
    @Override
    public EtcdPrograms programs() {
      return EtcdPrograms.assume("3.5");
    }
  },
  /// Our member as a process.
  OURS {
    @Override
    public EtcdPrograms programs() {
      return OurPrograms.fromClassPath();
    }
  },
  /// Our member inside this process.
  EMBEDDED {
    @Override
    public EtcdPrograms programs() {
      throw new IllegalStateException("an embedded member is no program");
    }

    @Override
    public Server start(Path dataDirectory, String... flags) {
      return new ServerHere(
          EmbeddedEtcd.builder()
              .name("m1")
              .dataDirectory(dataDirectory)
              .durable()
              .flags(flags)
              .start());
    }
  };

  /// {@return every subject that was not left out}
  public static List<Subject> all() {
    String chosen = System.getProperty("subjects", "");
    if (chosen.isEmpty()) {
      return List.of(values());
    }
    return Arrays.stream(chosen.split(",", -1)).map(Subject::valueOf).toList();
  }

  /// {@return those of [#all] that are processes of their own}
  public static List<Subject> processes() {
    return all().stream().filter(subject -> subject != EMBEDDED).toList();
  }

  /// {@return the program} Where it is not installed, the calling test is skipped.
  public abstract EtcdPrograms programs();

  /// Starts a server on a directory, which is empty or holds what an earlier one left. Where the
  /// program is not installed, the calling test is skipped.
  public Server start(Path dataDirectory, String... flags) {
    return new ServerProcess(programs(), dataDirectory, flags);
  }

  /// {@return a process of this program that somebody else started}
  public Server attach(RealEtcd process) {
    return new ServerProcess(process);
  }
}
