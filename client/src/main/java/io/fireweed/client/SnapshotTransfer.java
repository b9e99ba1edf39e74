package io.fireweed.client;

import io.fireweed.format.wire.Bytes;

/// A db that a member streamed whole, its digest checked.
///
/// @param sizeBytes bytes written, the 32 of the digest included
/// @param sha256 the digest, of everything before it
/// @param storageVersion as the member told it; empty before 3.6
public record SnapshotTransfer(long sizeBytes, Bytes sha256, String storageVersion) {}
