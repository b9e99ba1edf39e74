package io.fireweed.server.config;

import java.time.Duration;

/// Passwords and the tokens that are given for them.
///
/// @param token `simple`, or `jwt` with its options: `jwt,pub-key=…,priv-key=…,sign-method=…,ttl=…`
/// @param bcryptCost as it was set; etcd takes 10 for what bcrypt cannot do
/// @param tokenTtl how long a simple token lives without use
public record TokenAuth(String token, int bcryptCost, Duration tokenTtl) {}
