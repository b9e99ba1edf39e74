/// The frame of every program: flags, commands, help, exit codes, and how a failure is told.
///
/// Reading order: [Command] and [Flag] describe what can be called, [CommandLine] runs it,
/// [FlagParser] reads the words, [Invocation] is what a command gets, [Failures] turns a throwable
/// into one message and one [ExitCode], [Help] and [Completion] print what is known about a tree of
/// commands. [Dialect] holds the two rules in which etcd's own programs and ours differ.
///
/// Words follow GNU habits as etcd's programs read them: flags and arguments in any order,
/// `--name value`, `--name=value`, `-wjson`, `--` before arguments that begin with a dash, and a
/// switch that may be given as `--name=false`.
///
/// Callers: the programs in `cli`. Invariants: nothing here knows etcd's files; only
/// [Terminal#system()] touches the standard streams, and only the `main` methods exit.
@NullMarked
package io.fireweed.cli.command;

import org.jspecify.annotations.NullMarked;
