package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.DefragmentRequest;
import io.fireweed.api.rpc.StatusRequest;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.etcdctl.Dialling.Place;
import io.fireweed.cli.etcdutl.DefragCommand;
import io.fireweed.client.CallWords;
import io.fireweed.client.Rpc;
import io.fireweed.format.fault.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `defrag`: of live members, one after the other, the leader last; with `--data-dir`, of a stopped
/// one, as etcdctl of 3.4 and 3.5 did.
///
/// A member serves nobody while it rewrites its db, and a leader that is silent for too long is
/// replaced: when its turn comes, the others are done.
final class LiveDefrag {
  private static final String DATA_DIR = "data-dir";

  private LiveDefrag() {}

  static Command command() {
    return new Command(
        "defrag",
        "",
        "Defragments the storage of the etcd members with given endpoints",
        """
        Live members are defragmented one after the other, the leader last. A member answers
        nobody meanwhile: --command-timeout, for each, should be longer than that takes.

        With any of the flags of etcd-defrag (move-leader, defrag-rule, compaction, dry-run,
        wait-between-defrags, auto-disalarm) nothing begins unless all members are healthy, and the
        first failure ends it. A rule compares dbSize, dbSizeInUse, dbSizeFree, dbQuota (bytes) and
        dbQuotaUsage (0 to 1), as in --defrag-rule 'dbQuotaUsage > 0.8 && dbSizeFree > 1024*1024'.
        """,
        flags(),
        new Command.Body.Leaf(new ArgumentCount.None(), LiveDefrag::run));
  }

  private static List<Flag> flags() {
    List<Flag> flags = new ArrayList<>();
    flags.add(Flag.onOff("cluster", "use all endpoints from the cluster member list"));
    flags.add(
        Flag.string(DATA_DIR, "", "if given, defragments a data directory not in use by etcd."));
    flags.addAll(CarefulDefrag.flags());
    return flags;
  }

  private static ExitCode run(Invocation call) throws IOException {
    if (call.isGiven(DATA_DIR)) {
      return DefragCommand.offline(call);
    }
    try (Online online = Online.open(call)) {
      if (!call.isOn("cluster")) {
        return defragment(call, online);
      }
      try (Online all = online.toAllMembers()) {
        return defragment(call, all);
      }
    }
  }

  private static ExitCode defragment(Invocation call, Online online) {
    CarefulDefrag careful = new CarefulDefrag(call, online);
    return careful.isAskedFor() ? defragment(careful, online) : defragment(online);
  }

  private static ExitCode defragment(Online online) {
    ExitCode code = ExitCode.DONE;
    for (Place place : leaderLast(online)) {
      if (defragment(online, place) != ExitCode.DONE) {
        code = ExitCode.FAILED;
      }
    }
    return code;
  }

  private static ExitCode defragment(CarefulDefrag careful, Online online) {
    careful.check();
    careful.compact();
    List<Place> places = leaderLast(online);
    boolean first = true;
    for (Place place : places) {
      if (!careful.isWanted(place)) {
        continue;
      }
      if (!first) {
        careful.pause();
      }
      first = false;
      if (places.size() > 1 && isLeader(online, place)) {
        careful.moveLeader(place, places.stream().filter(other -> !other.equals(place)).toList());
      }
      if (defragment(online, place) != ExitCode.DONE) {
        return ExitCode.FAILED;
      }
    }
    careful.disarm();
    return ExitCode.DONE;
  }

  private static ExitCode defragment(Online online, Place place) {
    long start = System.nanoTime();
    String member = "etcd member[" + place.text() + "]. took ";
    try {
      online.askAt(place, Rpc.DEFRAGMENT, DefragmentRequest.getDefaultInstance());
      online.out().println("Finished defragmenting " + member + since(start));
      return ExitCode.DONE;
    } catch (Fault e) {
      String words = CallWords.of(e);
      online.err().println("Failed to defragment " + member + since(start) + ". (" + words + ")");
      return ExitCode.FAILED;
    }
  }

  /// Who cannot be asked keeps its place: it is told by the attempt.
  private static List<Place> leaderLast(Online online) {
    List<Place> followers = new ArrayList<>();
    List<Place> leaders = new ArrayList<>();
    for (Place place : online.places()) {
      boolean leads = online.places().size() > 1 && isLeader(online, place);
      (leads ? leaders : followers).add(place);
    }
    followers.addAll(leaders);
    return followers;
  }

  private static boolean isLeader(Online online, Place place) {
    try {
      StatusResponse status = online.askAt(place, Rpc.STATUS, StatusRequest.getDefaultInstance());
      return status.getLeader() == status.getHeader().getMemberId();
    } catch (Fault unreachable) {
      return false;
    }
  }

  private static String since(long startNanos) {
    return GoTime.text(Duration.ofNanos(System.nanoTime() - startNanos));
  }
}
