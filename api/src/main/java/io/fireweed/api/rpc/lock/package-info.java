/// Generated from `v3lockpb`: the Lock service.
@NullMarked
package io.fireweed.api.rpc.lock;

import org.jspecify.annotations.NullMarked;
