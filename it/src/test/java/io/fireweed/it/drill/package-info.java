/// Rehearsals as whole processes: the command `drill` in every surrounding, and the commands of
/// etcd's disaster recovery guide as they are printed.
@NullMarked
package io.fireweed.it.drill;

import org.jspecify.annotations.NullMarked;
