package io.fireweed.recovery.restore;

import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.check.SchemaFit;
import io.fireweed.format.schema.check.SchemaFit.Edit;
import io.fireweed.format.schema.check.SchemaFit.Misfit;
import java.util.List;
import java.util.Optional;

/// Rows that a snapshot carries over and the new cluster may stumble over: reported, and changed
/// when the plan names the release to fit. [SchemaFit] knows them.
///
/// @param kind what becomes of them
record Fitting(List<Misfit> misfits, Remark.Kind kind) {
  Fitting {
    misfits = List.copyOf(misfits);
  }

  /// {@return what in the db does not fit the release and the members of the plan}
  static Fitting of(ReadTx snapshot, RestorePlan plan) {
    List<MemberId> members = plan.cluster().members().stream().map(NewMember::id).toList();
    return new Fitting(
        SchemaFit.find(snapshot, plan.release(), members),
        plan.fit().isPresent() ? Remark.Kind.CHANGED : Remark.Kind.LEFT);
  }

  /// {@return whether a restore for `fit` writes `meta/term`, which 3.4 does not know}
  static boolean keepsTerm(Optional<EtcdRelease> fit) {
    return fit.isEmpty() || fit.get().isAtLeast(EtcdRelease.V3_5);
  }

  void apply(WriteTx tx) {
    switch (kind) {
      case LEFT, DAMAGED -> {}
      case CHANGED -> {
        for (Misfit misfit : misfits) {
          switch (misfit.edit()) {
            case Edit.Put put -> tx.requireBucket(put.bucket().bytes()).put(put.key(), put.value());
            case Edit.Delete row -> tx.requireBucket(row.bucket().bytes()).delete(row.key());
          }
        }
      }
    }
  }

  List<Remark> remarks() {
    return misfits.stream()
        .map(
            misfit ->
                switch (kind) {
                  case LEFT, DAMAGED -> new Remark(kind, misfit.message());
                  case CHANGED -> new Remark(kind, misfit.edited());
                })
        .toList();
  }
}
