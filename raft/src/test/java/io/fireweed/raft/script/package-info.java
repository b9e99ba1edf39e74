/// Replays scripted traces: commands, and the exact text that they must give.
///
/// [Script] reads the form; [InteractionScript], [ChangeScript] and [QuorumScript] carry out the
/// three kinds. The traces of etcd's own core are read from the folder that `-Draft.scripts` names;
/// ours stand in the resources beside these classes.
@NullMarked
package io.fireweed.raft.script;

import org.jspecify.annotations.NullMarked;
