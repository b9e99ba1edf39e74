/// The clocks of leases: which ones are over, and since when.
///
/// [Lessor] follows the log: what leases there are, it is told; when they end, it decides while
/// this member leads, and asks for it through [LeaseOrders]. [LeaseTimer] is the thread that makes
/// it look at the clock. [Renewal] and [TimeLeft] are its answers.
///
/// Who may call: the member starts it, the lease service asks it. Invariants: a lease ends by an
/// entry in the log alone; a lease that is asked to end is not renewed any more; without leadership
/// no lease has a time.
@NullMarked
package io.fireweed.server.lease;

import org.jspecify.annotations.NullMarked;
