/// Generated from `authpb`: users, roles and permissions, in requests and in the auth buckets.
@NullMarked
package io.fireweed.api.rpc.auth;

import org.jspecify.annotations.NullMarked;
