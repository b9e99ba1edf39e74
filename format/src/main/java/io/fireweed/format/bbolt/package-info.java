/// bbolt, the file format of an etcd member's `db` and of every etcd db snapshot.
@NullMarked
package io.fireweed.format.bbolt;

import org.jspecify.annotations.NullMarked;
