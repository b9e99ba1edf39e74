/// The best provable state out of what dead members left behind.
///
/// In: one or more data directories (db, WAL, `.snap`; any of them may be missing or torn), and
/// perhaps an older snapshot. Out: one snapshot file, and a report of what was lost.
///
/// Read in this order:
///
/// 1. [Survivor]: what one directory offers, with every damage as a finding
/// 2. [LogFragment]: an unbroken part of one member's log, as terms and indexes
/// 3. [LogChain]: fragments joined where they prove that they are one history
/// 4. [Electorate]: whether the survivors are enough to know every acknowledged write
/// 5. [SalvagePlan]: base, chain and limit, decided before anything is written
/// 6. [Salvage]: carries the plan out through the Applier and publishes the snapshot
///
/// Invariants: `base.consistentIndex >= chain.first - 1`; `committed <= limit <= chain.last`; an
/// entry enters the result only through a chain whose joins are proven. Inputs are opened
/// read-only.
@NullMarked
package io.fireweed.recovery.salvage;

import org.jspecify.annotations.NullMarked;
