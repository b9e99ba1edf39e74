/// What writes is made to fail: on a full disk, killed, and with each of its system calls failing.
///
/// [SystemCallIT] takes every call by which a program changes the disk, one after the other, and
/// lets it fail, or kills the program there. [FullDiskIT] lets it run into the end of a small disk;
/// [KilledSalvageIT] kills it at random moments. A [Trial] is a program with what it may leave;
/// [Program] runs it, as a process or in this one; [Traces] finds its calls.
///
/// The same is asked everywhere: a program that ends well has done all, one that fails says so in
/// one line and has done nothing that anyone can see, one that is killed leaves nothing in the way,
/// and in each case the next attempt gives what an undisturbed one gives.
///
/// With `-Dslow=true` (`./dev check --slow`) samples become every case there is.
@NullMarked
package io.fireweed.it.fault;

import org.jspecify.annotations.NullMarked;
