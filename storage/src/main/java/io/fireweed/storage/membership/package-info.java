/// The members of the cluster and its version.
///
/// [MemberStore] keeps the `members`, `members_removed` and `cluster` buckets and, from 3.5 on, the
/// `confState` row of `meta`. A change that the cluster refuses (a member that exists, one that was
/// removed, a URL that is taken) changes nothing, as in etcd; so a log may be replayed over buckets
/// that are ahead of the index, as those of 3.4 can be.
@NullMarked
package io.fireweed.storage.membership;

import org.jspecify.annotations.NullMarked;
