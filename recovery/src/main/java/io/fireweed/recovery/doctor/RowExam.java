package io.fireweed.recovery.doctor;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.schema.check.SchemaFit;
import io.fireweed.format.schema.check.SchemaFit.Misfit;
import io.fireweed.format.schema.check.SchemaFit.Weight;
import io.fireweed.format.wire.Origin;
import java.util.Optional;

/// Looks for rows of a whole db that make a member, or a release, stumble.
final class RowExam {
  private static final int MAX_ALARMS = 1_000;

  private final ReadTx tx;
  private final Chart chart;
  private final MemberRows members;

  RowExam(ReadTx tx, Chart chart, MemberRows members) {
    this.tx = tx;
    this.chart = chart;
    this.members = members;
  }

  void run() {
    alarms();
    zombies();
    versions();
  }

  private void alarms() {
    Optional<Bucket> bucket = tx.findBucket(EtcdBucket.ALARM.bytes());
    if (bucket.isEmpty()) {
      return;
    }
    Cursor cursor = bucket.get().cursor();
    Origin where = new Origin(tx.file() + ": bucket " + EtcdBucket.ALARM.label(), 0);
    for (int i = 0; i < MAX_ALARMS && cursor.next(); i++) {
      alarm(AlarmRow.decode(cursor.key(), cursor.value(), where));
    }
  }

  private void alarm(AlarmRow alarm) {
    String what = tx.file() + ": alarm " + alarm.type() + " of member " + alarm.memberId();
    if (!members.has(alarm.memberId())) {
      chart.warn(
          Cause.FOREIGN_ALARM,
          what + ", who is not in this cluster; it stops writes all the same",
          "when the cluster runs: etcdctl alarm disarm; or restore with --format, which drops it");
      return;
    }
    switch (alarm.type()) {
      case NOSPACE ->
          chart.warn(
              Cause.ALARM,
              what + "; writes are refused until it is disarmed",
              "when the cluster runs: etcdctl compact REVISION; etcdctl defrag; etcdctl alarm"
                  + " disarm");
      case CORRUPT ->
          chart.warn(
              Cause.ALARM,
              what + "; members disagreed about their data",
              "compare the members' dbs: fireweed verify DIR prints the HashKV of each; replace"
                  + " the one that differs");
    }
  }

  private void zombies() {
    for (MemberRow member : members.present().values()) {
      if (members.removed().contains(member.id().toString())) {
        chart.warn(
            Cause.ZOMBIE_MEMBER,
            tx.file()
                + ": member "
                + member.id()
                + " is present and removed; harmless up to 3.5, a real member from 3.6 on",
            "before an upgrade to 3.6: etcdctl member list, and remove it there");
      }
    }
  }

  /// What the releases other than the one that wrote it would say.
  private void versions() {
    for (EtcdRelease release : EtcdRelease.values()) {
      for (Misfit misfit : SchemaFit.find(tx, release, members.present().keySet())) {
        if (misfit.weight() == Weight.BLOCKS_START) {
          tooNew(release, misfit);
        }
      }
    }
  }

  private void tooNew(EtcdRelease release, Misfit misfit) {
    String message = tx.file() + ": " + misfit.message();
    if (release == EtcdRelease.V3_7) {
      chart.damage(
          Cause.VERSION_TOO_NEW,
          message,
          "start it with the release that wrote it, or a newer one");
    } else {
      chart.note(Cause.VERSION_TOO_NEW, message);
    }
  }
}
