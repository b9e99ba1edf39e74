/// Our member's log and real etcd: each goes on where the other stopped.
@NullMarked
package io.fireweed.it.member;

import org.jspecify.annotations.NullMarked;
