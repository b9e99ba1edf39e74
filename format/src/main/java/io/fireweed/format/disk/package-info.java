/// The one door to files: positional reads and writes, mapping, forcing, locking, publishing.
///
/// Read [Disk] and [DiskFile] first; [LocalDisk] is the operating system, and a test gives another
/// implementation that records, fails or loses what was not forced. [LayeredDisk] changes a little
/// of what another disk does, as [UnforcedDisk], which trades durability for speed. [AtomicFile] is
/// the only way a finished file comes into being: temporary name, force, rename, force the
/// directory.
///
/// Large files are written once and through [SequentialFile], past the page cache where the file
/// system can; [Draft] holds changes back until several copies of a file can take them.
///
/// Durability: after [DiskFile#forceData()] the content up to then survives a power cut, after
/// [Disk#forceDirectory] the names in that directory do. Nothing else promises anything.
@NullMarked
package io.fireweed.format.disk;

import org.jspecify.annotations.NullMarked;
