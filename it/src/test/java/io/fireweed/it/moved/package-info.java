/// Data directories that one program leaves and another takes up: etcd's, ours, and etcd's again.
///
/// [Contents] is all that a client can see of a member; it must be the same whoever serves it.
@NullMarked
package io.fireweed.it.moved;

import org.jspecify.annotations.NullMarked;
