package io.fireweed.server.state;

import io.fireweed.storage.alarm.AlarmStore;
import io.fireweed.storage.auth.AuthStore;
import io.fireweed.storage.lease.LeaseTable;
import io.fireweed.storage.membership.MemberStore;
import io.fireweed.storage.mvcc.KeyStore;

/// The stores as they stand between two log entries. Only to be looked at, and not to be kept.
public record Tables(
    KeyStore keys, LeaseTable leases, AuthStore auth, AlarmStore alarms, MemberStore members) {}
