/// What is wrong with a data directory, and the next command to type.
///
/// Read [Doctor] (the order of looking), [Diagnosis] and [Complaint] (what comes out), [Cause] (the
/// list of what is known), then the parts: [DirectoryExam], [DbExam], [LogExam].
///
/// Callers: the command line. Invariants: nothing is changed; a file that cannot be read is a
/// complaint and not an exception; a directory on which etcd runs is not looked into, since what
/// changes while it is read looks like damage.
@NullMarked
package io.fireweed.recovery.doctor;

import org.jspecify.annotations.NullMarked;
