/// Servers of etcd's API under test, and one small client for all of them.
///
/// A [Subject] is a program that serves the API: an etcd of some release, or our member as a
/// process or inside this one. It starts a [Server]; a [Client] speaks to it with the generated
/// messages and sees errors as they arrive ([Refusal]). [WatchStream] is an open stream of a watch,
/// [Ask] builds requests. [Release] says which behaviour to expect, [Differs] where releases
/// differ, and why.
///
/// Who may call: tests of this module.
@NullMarked
package io.fireweed.it.served;

import org.jspecify.annotations.NullMarked;
