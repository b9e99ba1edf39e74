/// One committed log entry becomes changes of a db: the one apply path of the whole product.
///
/// Read [Applier] first, then [ApplyResult] (what came of an entry) and [ApplyRules] (how releases
/// differ). An entry is decoded by [CommandDecoder] into a [Command] and carried out by the class
/// of its area: [KvApply] with [TxnApply], [LeaseApply], [AuthApply], [AlarmApply],
/// [MembershipApply]. [AccessControl] is asked before any of them.
///
/// Whoever replays or serves a log calls this package: a member, salvage, a learner, a standby.
///
/// Invariants: the outcome depends only on the db, the entries and the rules, never on time,
/// threads, how entries are grouped into commits, or where a replay was cut in two. An entry that
/// is rejected changes nothing but the index.
@NullMarked
package io.fireweed.storage.apply;

import org.jspecify.annotations.NullMarked;
