/// Test material that needs the project's own formats or recovery: generated databases, whole
/// drills.
///
/// What needs neither lives in `io.fireweed.fixtures`: real files, real etcd processes, seeds.
/// Called from tests and benchmarks only.
@NullMarked
package io.fireweed.testkit;

import org.jspecify.annotations.NullMarked;
