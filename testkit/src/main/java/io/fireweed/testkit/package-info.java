/// Seeded generators, fixtures, recording and faulty disks, real etcd processes.
@NullMarked
package io.fireweed.testkit;

import org.jspecify.annotations.NullMarked;
