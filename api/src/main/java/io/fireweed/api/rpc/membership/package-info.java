/// Generated from `membershippb`: cluster facts that travel through the log since 3.6.
@NullMarked
package io.fireweed.api.rpc.membership;

import org.jspecify.annotations.NullMarked;
