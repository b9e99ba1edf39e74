/// Generated from `v3electionpb`: the Election service.
@NullMarked
package io.fireweed.api.rpc.election;

import org.jspecify.annotations.NullMarked;
