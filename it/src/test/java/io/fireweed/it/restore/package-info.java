/// Restores as whole processes: killed, out of disk, and started by real etcd.
@NullMarked
package io.fireweed.it.restore;

import org.jspecify.annotations.NullMarked;
