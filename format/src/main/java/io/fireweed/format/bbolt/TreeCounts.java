package io.fireweed.format.bbolt;

/// What a walk over trees counted.
///
/// @param branchPageCount branch pages
/// @param leafPageCount leaf pages, inline ones not counted
/// @param overflowPageCount pages that continue a branch or leaf page
/// @param elementCount elements of all leaf pages, inline ones and buckets counted
/// @param maxDepth longest way from the root of the db to a leaf, in pages
public record TreeCounts(
    long branchPageCount,
    long leafPageCount,
    long overflowPageCount,
    long elementCount,
    int maxDepth) {}
