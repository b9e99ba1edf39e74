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
        """,
        List.of(
            Flag.onOff("cluster", "use all endpoints from the cluster member list"),
            Flag.string(
                DATA_DIR, "", "if given, defragments a data directory not in use by etcd.")),
        new Command.Body.Leaf(new ArgumentCount.None(), LiveDefrag::run));
  }

  private static ExitCode run(Invocation call) throws IOException {
    if (call.isGiven(DATA_DIR)) {
      return DefragCommand.offline(call);
    }
    try (Online online = Online.open(call)) {
      if (!call.isOn("cluster")) {
        return defragment(online);
      }
      try (Online all = online.toAllMembers()) {
        return defragment(all);
      }
    }
  }

  private static ExitCode defragment(Online online) {
    ExitCode code = ExitCode.DONE;
    for (Place place : leaderLast(online)) {
      long start = System.nanoTime();
      String member = "etcd member[" + place.text() + "]. took ";
      try {
        online.askAt(place, Rpc.DEFRAGMENT, DefragmentRequest.getDefaultInstance());
        online.out().println("Finished defragmenting " + member + since(start));
      } catch (Fault e) {
        String words = CallWords.of(e);
        online.err().println("Failed to defragment " + member + since(start) + ". (" + words + ")");
        code = ExitCode.FAILED;
      }
    }
    return code;
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
