package io.fireweed.it.served;

import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.testkit.embedded.EmbeddedEtcd;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.opentest4j.TestAbortedException;

/// A program that serves etcd's API.
///
/// `-Dsubjects=ETCD_3_5,OURS` runs the tests against those alone, whatever they choose.
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

  private static final boolean SLOW = Boolean.getBoolean("slow");

  /// {@return our member inside this process, which starts soonest, and the newest etcd that is
  /// installed} With every case asked for, all four.
  public static List<Subject> all() {
    return SLOW ? chosen(values()) : chosen(newestEtcd(), EMBEDDED);
  }

  /// {@return as [#all], with our member as a process: for tests that choose its ports}
  public static List<Subject> oneEtcdAndOurs() {
    return SLOW ? processes() : chosen(newestEtcd(), OURS);
  }

  /// {@return every subject that is a process of its own}
  public static List<Subject> processes() {
    return chosen(ETCD_3_4, ETCD_3_5, OURS);
  }

  /// {@return our member, as a process and inside this one} With every case asked for, etcds too:
  /// as controls, see [#survives].
  public static List<Subject> members() {
    return SLOW ? chosen(values()) : chosen(OURS, EMBEDDED);
  }

  /// {@return those of [#members] that are processes of their own}
  public static List<Subject> memberProcesses() {
    return SLOW ? processes() : chosen(OURS);
  }

  private static Subject newestEtcd() {
    return EtcdPrograms.find("3.5").isPresent() ? ETCD_3_5 : ETCD_3_4;
  }

  private static List<Subject> chosen(Subject... candidates) {
    String chosen = System.getProperty("subjects", "");
    if (chosen.isEmpty()) {
      return List.of(candidates);
    }
    return Arrays.stream(chosen.split(",", -1)).map(Subject::valueOf).toList();
  }

  /// Runs a test of what a member must survive. An etcd only shows that the test can be passed:
  /// when it does not survive, the test is skipped and says so.
  public void survives(Runnable test) {
    try {
      test.run();
    } catch (AssertionError e) {
      if (this == ETCD_3_4 || this == ETCD_3_5) {
        throw new TestAbortedException(this + " did not survive what our member has to", e);
      }
      throw e;
    }
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
