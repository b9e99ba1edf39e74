/// An etcd inside the JVM of a test: no container, no process, no port to choose.
///
/// [EmbeddedEtcd] is all of the API; it runs the member that `bin/etcd` runs, on a directory that
/// etcd can open afterwards.
///
/// ```java
/// class OrdersTest {
///   @RegisterExtension static final EmbeddedEtcd etcd = EmbeddedEtcd.builder().build();
///
///   @Test
///   void ordersAreKept() {
///     try (Orders orders = Orders.connect(etcd.clientUrl())) { // "http://127.0.0.1:40123"
///       orders.add("tea");
///       etcd.crash();
///       etcd.restart();
///       assertThat(orders.all()).containsExactly("tea");
///     }
///   }
/// }
/// ```
///
/// Without JUnit, and with the data of a backup:
///
/// ```java
/// try (EmbeddedEtcd etcd = EmbeddedEtcd.builder().seededFrom(Path.of("backup.db")).start()) {
///   ...
/// }
/// ```
///
/// Callers: tests, of this project and of others. Invariants: nothing listens outside 127.0.0.1; a
/// closed object leaves no port, no thread of its own and, unless the directory was given, no file.
/// [MortalDisk] ends all writing at once, as the end of a process does; [Ports] finds free ones.
@NullMarked
package io.fireweed.testkit.embedded;

import org.jspecify.annotations.NullMarked;
