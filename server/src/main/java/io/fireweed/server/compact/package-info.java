/// Compactions that a member makes by itself: `--auto-compaction-mode` and `-retention`.
///
/// [CompactionPlan] decides from samples of the revision and the clock, [AutoCompaction] is the
/// thread that asks it and proposes what it says, while this member leads.
@NullMarked
package io.fireweed.server.compact;

import org.jspecify.annotations.NullMarked;
