/// Clients of others against every server: jetcd, etcd's own etcdctl and ours, plain HTTP.
///
/// [JetcdIT], [TourIT] and [GatewayIT] say the same to each [io.fireweed.it.served.Subject];
/// [MovedDirectoryIT] hands one data directory from an etcd to our member and back.
@NullMarked
package io.fireweed.it.clients;

import org.jspecify.annotations.NullMarked;
