/// Generated from `versionpb`: options that mark since which release a message or field exists.
@NullMarked
package io.fireweed.api.rpc.version;

import org.jspecify.annotations.NullMarked;
