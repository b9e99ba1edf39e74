/// The `etcdctl` command line.
@NullMarked
package io.fireweed.cli.etcdctl;

import org.jspecify.annotations.NullMarked;
