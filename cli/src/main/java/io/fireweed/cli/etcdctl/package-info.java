/// The `etcdctl` command line: [EtcdCtl] is the program, its offline commands live in `etcdutl`.
@NullMarked
package io.fireweed.cli.etcdctl;

import org.jspecify.annotations.NullMarked;
