/// Who belongs to the group, and what the leader knows of each of them.
///
/// [Configuration] says who votes and who learns; [ConfigurationChange] turns one into the next and
/// refuses what would not be safe. [Progress] is what a leader knows of one member's log, in one of
/// three [ProgressState]s, with its [Inflights]; [ProgressMap] holds them all.
@NullMarked
package io.fireweed.raft.progress;

import org.jspecify.annotations.NullMarked;
