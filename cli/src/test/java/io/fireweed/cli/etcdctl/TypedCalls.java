package io.fireweed.cli.etcdctl;

import java.util.List;

/// Calls that Go's tool and ours must answer alike, in this order, each on a server of its own.
final class TypedCalls {
  private TypedCalls() {}

  /// 3.4 reads single quotes as letters.
  static final String WITH_QUOTES = "\nput 'a b' \"c \\n d\"\nget 'a b'\n\n\n";

  static final List<String> TRANSACTIONS =
      List.of(
          "\nput a 1\nput b 2\n\n\n",
          "mod(\"a\") > \"0\"\n\nput a 5\nget a\ndel b --prev-kv\n\nget zz\n\n",
          "val(\"a\") = \"nope\"\nvalue(\"a\") != \"x\"\n\nput a 5\n\nget a\nput c d --prev-kv\n\n",
          "create(\"a\") = \"2\"\nver(\"a\") < \"99\"\nc(\"a\") = \"2\"\n\nget a\n\n\n",
          "m(\"a\") > \"2\"\nversion(\"a\") > \"1\"\n\nget a --prefix --keys-only\n\n\n",
          "bogus\n\n\n\n",
          "foo(\"a\") = \"1\"\n\n\n\n",
          "mod(\"a\") = \"x\"\n\n\n\n",
          "mod(a) = 0\n\n\n\n",
          "mod(\"a\")=\"0\"\n\n\n\n",
          "mod( \"a\" ) = \"0\"\n\n\n\n",
          "  mod(\"a b\") = \"0\"  x\n\n\n\n",
          "mod(\"a\") = 0\n\n\n\n",
          "val(\"a\\\"b\") > \"x\n\n\n\n",
          "val(\"a) > \"x\"\n\n\n\n",
          "\nbogus x\n\n\n",
          "\nput a\n\n\n",
          "\nget\n\n\n",
          "\nput x 1\nput x 2\n\n\n",
          "",
          "\nget a\n",
          "\nget a --bogus\n\n\n");

  static final List<String> COMMANDS =
      """
      put a 1
      put a 2 --prev-kv
      put b 3 -w json --prev-kv
      put c 4 -w fields --prev-kv
      put c 4 -w fields --prev-kv
      put c 4 -w protobuf
      put c 4 -w table
      put c 4 -w bogus
      put
      put a
      put a b c
      put a x --ignore-value
      put a --ignore-value
      put a 7 --ignore-lease
      put zz --ignore-value
      put a 1 --lease x
      put a 1 --lease 77
      put a 1 --lease fffffffffffffffffff
      put '' 1
      put -- -k -v
      get -- -k
      put ä → --prev-kv
      get ä --hex
      get ä -w fields
      get a -w json
      get a -w fields
      get a -w protobuf
      get a -w table
      get a --hex
      put a 5 --hex --prev-kv
      get '' --prefix --keys-only
      get '' --from-key -w json
      get a c
      get a --from-key --limit 1 -w json
      get a --prefix --from-key
      get a --consistency x
      get a --consistency s
      get a --order x
      get a --sort-by x
      get a --prefix z
      get
      get a b c
      get a --print-value-only
      get a --print-value-only -w json
      get a --rev 3
      get a --rev 999
      get a --rev x
      get ''
      get absent
      get absent -w json
      get a --from-key --order descend --sort-by modify
      get a --from-key --sort-by create
      get a --from-key --order DESCEND
      get a --from-key --sort-by VERSION --order ascend
      get a --from-key --sort-by value
      compaction 3
      compaction 2
      compaction 0x4
      get a --rev 2
      compaction
      compaction x
      compaction 99999999999999999999
      compaction 999
      compaction 4 -w json
      compaction 5 --physical
      compaction 6 -w bogus
      del c --prev-kv
      del zz
      del
      del a b c
      del a --prefix --from-key
      del a b --prefix
      del b -w json --prev-kv
      del a -w fields --prev-kv
      del q -w protobuf
      put p1 x
      put p2 y
      del p --prefix --prev-kv --hex
      put p1 x
      put p2 y
      del p1 p9
      del '' --prefix
      lease grant x
      lease grant
      lease grant 100
      lease grant 99 -w json
      lease grant 99 -w fields
      lease grant 99 -w protobuf
      lease grant 99 -w table
      lease grant 99999999999
      lease list
      lease list -w table
      lease timetolive 77
      lease timetolive 77 --keys
      lease timetolive 77 -w json
      lease timetolive 77 -w fields
      lease timetolive
      lease timetolive x
      lease keep-alive --once 77
      lease keep-alive 77
      lease keep-alive
      lease keep-alive zz
      lease revoke 77
      lease revoke
      lease revoke zz
      user add
      user add u:pw
      user add u:pw
      user add n --no-password
      user add :pw
      user add v --new-user-password pw
      user add w:pw -w fields
      user add w2:pw -w json
      user add w3:pw -w protobuf
      user list
      user list -w json
      user list -w fields
      user list -w table
      user get u
      user get u -w json
      user get u -w fields
      user get zz
      user get u --detail
      role add r
      role add r
      role add r2 -w fields
      role list
      role list -w fields
      role list -w json
      role get r
      role grant-permission r read a
      role grant-permission r readwrite b c
      role grant-permission r write d --prefix
      role grant-permission r write e --from-key
      role grant-permission r bogus e
      role grant-permission r read '' --prefix
      role grant-permission r
      role get r
      role get r -w json
      role get r -w fields
      role get r -w table
      role get zz
      role revoke-permission r a
      role revoke-permission r b c
      role revoke-permission r d --prefix
      role revoke-permission r e --from-key
      role revoke-permission r zz
      role revoke-permission r
      user grant-role u r
      user grant-role u zz
      user get u
      user get u --detail
      user revoke-role u r
      user revoke-role u r
      user revoke-role u
      user passwd
      user delete n
      user delete zz
      role delete r
      role delete r
      auth enable
      auth disable
      role get
      user get
      user delete
      role add
      role delete
      user grant-role
      user list x
      role list x
      auth enable x
      auth disable x
      move-leader
      move-leader zz
      move-leader 77
      member add
      member add x
      member add x --peer-urls=bogus
      member remove
      member remove zz
      member remove 77
      member update
      member update 77
      member update 77 --peer-urls=http://127.0.0.1:3
      member promote 77
      member promote
      member list -w bogus
      alarm list
      alarm list -w json
      alarm list -w table
      alarm list x
      alarm disarm
      alarm disarm x
      endpoint hashkv --rev 99
      endpoint hashkv -w protobuf
      endpoint status -w protobuf
      endpoint health -w protobuf
      endpoint status -w bogus
      snapshot save
      member add x y
      watch
      watch z a
      watch a --prefix b
      watch a --
      watch -- a
      watch a --rev 1 -w table
      watch a --rev x
      lock
      lock x nosuchprogram
      elect
      elect x
      elect x y z
      elect x y -l
      check perf --load=q
      check datascale --load=q
      make-mirror
      make-mirror a b
      make-mirror 127.0.0.1:1 --dest-prefix a --no-dest-prefix
      get a --cacert=/nonexistent
      get a --cert=/nonexistent
      get a --cert=/nonexistent --key=/x
      get a --user x:y
      get a --keepalive-time=0 --keepalive-timeout=1s
      snapshot save /nonexistent/s.db --endpoints=127.0.0.1:1,127.0.0.1:2
      """
          .lines()
          .toList();

  static final List<String> COMMANDS_OF_35 =
      """
      put a 1
      get a --count-only
      get a --count-only -w fields
      get a --keys-only --count-only
      alarm list -w fields
      auth status
      auth status -w json
      auth status -w fields
      auth status x
      user add root:pw
      auth enable
      auth enable
      get a
      get a --user root:pw
      user list --user root:pw
      user get root --user root:pw
      auth disable --user root:pw
      """
          .lines()
          .toList();
}
