/// etcdutl, etcdctl, fireweed: one class per subcommand.
@NullMarked
package io.fireweed.cli;

import org.jspecify.annotations.NullMarked;
