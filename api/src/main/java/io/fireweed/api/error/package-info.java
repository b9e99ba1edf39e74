/// Every error that etcd sends to clients, in one table: [EtcdError].
///
/// Clients match errors by their text, so the texts are etcd's, letter for letter, and the codes
/// are those that arrive, not those that etcd's own table declares. Servers take errors from here
/// and nowhere else; clients recognise them here.
@NullMarked
package io.fireweed.api.error;

import org.jspecify.annotations.NullMarked;
