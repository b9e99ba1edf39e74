/// Who watches which keys, and how far each watcher has come.
///
/// Read [Change] and [ChangeListener] (what applying tells), [History] (what is past), then
/// `WatchHub`: every watcher is synced (is told on the thread that applies), lagging (is told from
/// the history) or blocked (its receiver is full). No thread and no clock is in here.
///
/// Who may call: the state tells the changes; the member's watch service does all the rest.
/// Invariants: a watcher is given every event of its range from its start on, in order of
/// revisions, each once, all events of one revision together; or it is canceled, and told why.
@NullMarked
package io.fireweed.storage.watch;

import org.jspecify.annotations.NullMarked;
