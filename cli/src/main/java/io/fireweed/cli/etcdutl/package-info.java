/// The `etcdutl` command line.
@NullMarked
package io.fireweed.cli.etcdutl;

import org.jspecify.annotations.NullMarked;
