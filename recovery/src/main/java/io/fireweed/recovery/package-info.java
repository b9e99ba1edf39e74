/// Restore, salvage, verify, history, doctor, drill: a package each.
///
/// Here is what they share: [Progress] hears how far a long step has come, [Waiting] goes on with
/// the answer of another thread, [HandOver] gives it the pages of a walk. Callers: the packages
/// below and `cli`.
@NullMarked
package io.fireweed.recovery;

import org.jspecify.annotations.NullMarked;
