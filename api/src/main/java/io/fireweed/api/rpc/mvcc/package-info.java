/// Generated from `mvccpb`: a key at a revision, and the event that made it so.
@NullMarked
package io.fireweed.api.rpc.mvcc;

import org.jspecify.annotations.NullMarked;
