/// A small client over the etcd API.
@NullMarked
package io.fireweed.client;

import org.jspecify.annotations.NullMarked;
