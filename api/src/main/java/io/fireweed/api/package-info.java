/// etcd's protobuf messages and gRPC stubs.
@NullMarked
package io.fireweed.api;

import org.jspecify.annotations.NullMarked;
