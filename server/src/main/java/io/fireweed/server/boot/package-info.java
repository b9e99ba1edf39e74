/// From settings and a directory to a running member.
///
/// | found | what happens |
/// |---|---|
/// | nothing | [Founding]: a log whose first entries are the members |
/// | a log, with or without a db | [Resumption]: the db takes up the log where it ends |
/// | a db without its log | refused: without the log nobody knows what was acknowledged |
/// | a db that is ahead of its log, or older than the log's beginning | refused |
/// | a log of several voters | refused, unless a new cluster is [forced][ForcedCluster] |
///
/// [RunningMember] is the door: it opens all parts in order, and closes them in the other. Ports
/// come first, so that who finds one taken leaves no trace; they answer when there is a member.
///
/// Nothing here repairs by guessing: what is refused names the command that salvages it.
@NullMarked
package io.fireweed.server.boot;

import org.jspecify.annotations.NullMarked;
