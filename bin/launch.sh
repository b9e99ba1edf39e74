# Shared by the launchers in this folder, and by ./dev. POSIX sh; only defines functions.
#
#   start TOOL SCRIPT MAIN MODE ARG...   run the main class; never returns. MODE: short, long or server
#   publish FOLDER STAMP                 make what Maven left in cli/FOLDER the build that runs
#
# Layout. From a release: ROOT/lib holds the jars and ROOT/runtime may hold a JDK. From a checkout
# (ROOT/pom.xml): ROOT/.fireweed/dist/ID/lib holds the jars of one build, named by their checksum and
# never changed; ROOT/.fireweed/dist/current names the build that runs, and is as old as the moment
# its sources were read. A source file or folder newer than that is built first.
#
# Environment.
#   FIREWEED_JAVA_HOME   the JDK to use, before every other
#   FIREWEED_JAVA_OPTS   more options for the JVM, after ours: the last one wins
#   FIREWEED_JVM_DIRS    folders that hold JDKs, in place of the system's; separated by colons
#   FIREWEED_CACHE_DIR   where class-data archives are kept
#   FIREWEED_ARCHIVE     "off": neither use nor make a class-data archive
#   FIREWEED_BUILD       "off": run the build there is, even if the sources are newer

oldest_jdk=25
built_modules='format raft api storage server client recovery cli'

say() {
  printf '%s: %s\n' "$tool" "$1" >&2
}

die() {
  say "$1"
  exit 1
}

# Sets root to the folder above the one that holds $1, a path that is no symbolic link.
find_root() {
  root=$(CDPATH='' cd -P -- "${1%/*}/.." && pwd -P) || exit 1
}

# Reads $1/release, without starting a JVM: sets feature (25) and runtime (25.0.3+9-LTS).
read_release() {
  feature=0
  runtime=
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      JAVA_VERSION=*)
        feature=${line#*\"}
        feature=${feature%%[!0-9]*}
        ;;
      JAVA_RUNTIME_VERSION=*) runtime=$line ;;
    esac
  done <"$1/release"
  [ "${feature:-0}" -gt 0 ]
}

# Is the JDK in $1 ($2 says where the name came from) new enough? Else adds a line to looked_at.
try_jdk() {
  if read_release "$1" && [ "$feature" -ge "$oldest_jdk" ]; then
    jdk=$1
    return 0
  fi
  if [ "${feature:-0}" -gt 0 ]; then
    found="is Java $feature"
  elif [ ! -d "$1" ]; then
    found="is not there"
  else
    found="has no bin/java, or no readable release file"
  fi
  looked_at="$looked_at
  $2: $1 $found"
  return 1
}

# Sets jdk to the first usable one, or says what was looked at and exits.
find_jdk() {
  looked_at=
  jdk=
  if [ -n "${FIREWEED_JAVA_HOME:-}" ]; then
    try_jdk "$FIREWEED_JAVA_HOME" FIREWEED_JAVA_HOME && return
    die "FIREWEED_JAVA_HOME does not name a JDK from $oldest_jdk on; looked at:$looked_at"
  fi
  if [ -n "${JAVA_HOME:-}" ]; then
    try_jdk "$JAVA_HOME" JAVA_HOME && return
  else
    looked_at="$looked_at
  JAVA_HOME: not set"
  fi
  if [ -d "$root/runtime" ]; then
    try_jdk "$root/runtime" "beside the program" && return
  fi
  if on_path=$(command -v java); then
    on_path=$(readlink -f -- "$on_path" 2>/dev/null || printf '%s' "$on_path")
    try_jdk "${on_path%/bin/java}" "java on the PATH" && return
  else
    looked_at="$looked_at
  PATH: no java"
  fi
  ifs=$IFS
  IFS=:
  for folder in ${FIREWEED_JVM_DIRS-/usr/lib/jvm:/usr/java:/opt/java:/Library/Java/JavaVirtualMachines}; do
    IFS=$ifs
    any=
    for candidate in "$folder"/*/ "$folder"/*/Contents/Home/; do
      [ -e "${candidate}release" ] || continue
      any=yes
      try_jdk "${candidate%/}" "$folder" && return
    done
    [ -n "$any" ] || looked_at="$looked_at
  $folder: no JDK"
  done
  IFS=$ifs
  die "needs a JDK from $oldest_jdk on and found none; looked at:$looked_at
hint: install one (Debian: apt install openjdk-25-jdk-headless; others: https://adoptium.net) or set FIREWEED_JAVA_HOME"
}

# Sets lib to the folder of the jars; builds them first in a checkout whose sources are newer.
find_lib() {
  if [ ! -e "$root/pom.xml" ]; then
    lib=$root/lib
    find_jar || die "no fireweed-cli jar in $lib: the installation is not complete"
    return
  fi
  dist=$root/.fireweed/dist
  if [ "${FIREWEED_BUILD:-}" = off ]; then
    [ -e "$dist/current" ] || die "nothing is built in $root, and FIREWEED_BUILD=off"
  elif is_stale; then
    build
  fi
  read_current
}

read_current() {
  IFS= read -r id <"$dist/current" || die "cannot read $dist/current"
  lib=$dist/$id/lib
  find_jar || die "the build in $lib is gone; remove $dist/current to build again"
}

# Sets class_path to the one jar whose manifest names the others.
find_jar() {
  for class_path in "$lib"/fireweed-cli-*.jar; do
    [ -e "$class_path" ] && return
  done
  return 1
}

is_stale() {
  [ -e "$dist/current" ] || return 0
  set -- "$root/pom.xml"
  for module in $built_modules; do
    set -- "$@" "$root/$module/pom.xml" "$root/$module/src/main"
  done
  [ -n "$(find "$@" -newer "$dist/current" -print -quit 2>/dev/null)" ]
}

build() {
  command -v mvn >/dev/null || die "must be built first, and there is no mvn on the PATH
hint: install Maven 3.8 or newer (Debian: apt install maven)"
  mkdir -p "$dist" 2>/dev/null || die "must be built first, and $dist cannot be written"
  take_lock "$dist/building"
  if is_stale; then
    if [ -e "$dist/current" ]; then
      say "the sources are newer than the build; building again"
    else
      say "first use of this checkout: building it, once"
    fi
    stamp=$dist/stamp.$$
    : >"$stamp"
    if ! (cd "$root" && run_maven) </dev/null >"$dist/build.log" 2>&1; then
      cat "$dist/build.log" >&2
      rm -f "$stamp"
      drop_lock
      die "the build failed; the messages are above"
    fi
    publish target/quick "$stamp"
    read_current
    choose_flags short
    name_archive
    make_archive
    # Archives of builds that are gone serve nobody.
    find "$root/.fireweed/archives" -name '*.jsa*' -prune ! -name "${archive##*/}" -mmin +60 \
      -exec rm -rf {} + 2>/dev/null || :
    say "built"
  fi
  drop_lock
}

# Maven's own libraries use what newer JVMs warn about; two options keep it quiet.
run_maven() {
  JAVA_HOME=$jdk \
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}" \
    mvn -q -Dquick -pl cli -am package
}

# A lock is a folder that holds the process id of its owner; one whose owner is gone is taken over.
take_lock() {
  lock=$1
  waited=0
  until mkdir "$lock" 2>/dev/null; do
    owner=
    [ ! -r "$lock/owner" ] || IFS= read -r owner <"$lock/owner" || :
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$lock"
      continue
    fi
    [ $waited -ne 0 ] || say "another call is building; waiting for it"
    waited=$((waited + 1))
    [ $waited -lt 900 ] || die "gave up waiting for $lock; remove it if no build is running"
    sleep 1
  done
  printf '%s\n' $$ >"$lock/owner"
  trap 'rm -rf "$lock"; exit 130' INT
  trap 'rm -rf "$lock"; exit 143' TERM HUP
}

drop_lock() {
  rm -rf "$lock"
  trap - INT TERM HUP
}

# Copies the jars of cli/$1 into a folder named by their checksum, then makes it the current one. The
# file $2, as old as the start of the build, becomes the mark that sources are compared with.
publish() {
  dist=$root/.fireweed/dist
  stage=$dist/stage.$$
  mkdir -p "$stage/lib"
  cp "$root/cli/$1"/fireweed-cli-*.jar "$stage/lib"
  tr ':' '\n' <"$root/cli/$1/class-path" | while IFS= read -r jar || [ -n "$jar" ]; do
    cp "$jar" "$stage/lib"
  done
  # What the class-data archive is trained on; see learn_all.
  cp "$root/fixtures/src/main/resources/vectors/v34-snapshot.db.gz" "$stage/lib/sample.db.gz"
  id=$(cat "$stage/lib"/* | cksum)
  id=${id%% *}-${id##* }
  if [ -d "$dist/$id" ]; then
    rm -rf "$stage"
  else
    mv "$stage" "$dist/$id"
  fi
  # Writing the name would make the mark younger than the sources that were read: keep its time.
  printf '%s\n' "$id" >"$dist/next.$$"
  touch -r "$2" "$dist/next.$$"
  mv -f "$dist/next.$$" "$dist/current"
  rm -f "$2"
  # A command that still runs may need the jars of an older build: keep those of one day.
  find "$dist" -mindepth 1 -maxdepth 1 -type d -name '*-*' ! -name "$id" -mtime +1 \
    -exec rm -rf {} + 2>/dev/null || :
}

# Sets flags, which every program has, and tuning. SerialGC and compact headers keep the process
# small; -Xlog:disable keeps the JVM's own remarks (about an archive it cannot use, above all) off
# standard output. The archive goes where its addresses fit as they are: elsewhere each of them is
# changed at every start, 50 MiB that no process shares and 0.07 s; the option is one that a later JDK
# may not know. Short work never needs the second compiler. Long work takes seconds, in which the
# compiler competes with it: not inlining again what is compiled already halves the compiler's time
# and costs the work nothing. Tools keep no log: libraries are told so before they start one.
# A server may take half of the machine's memory, and ends rather than go on after a failed
# allocation: another member, or the next start, does better. G1, because entries of the log live just
# long enough to grow old: a serial collector stops the server every 20 ms and never gives them back.
# What the compilers and the network took from the system at the start goes back to it.
choose_flags() {
  flags='-XX:+UseCompactObjectHeaders -XX:-UsePerfData -Xlog:disable
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
    -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8'
  [ "$feature" -ne 25 ] ||
    flags="$flags -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
  no_log='-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider
    -Dslf4j.internal.verbosity=WARN'
  case $1 in
    short) tuning="-XX:+UseSerialGC -Xmx256m -XX:TieredStopAtLevel=1 $no_log" ;;
    long) tuning="-XX:+UseSerialGC -Xmx256m -XX:InlineSmallCode=500 $no_log" ;;
    server)
      tuning='-XX:+UseG1GC -Xms32m -XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError
        -XX:TrimNativeHeapInterval=10000 -Dio.netty.leakDetection.level=disabled'
      export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
      ;;
  esac
}

# Sets archive: a name that no other jars, JDK or flags can have, and the folder it is or may be in.
name_archive() {
  key=$(
    {
      printf '%s\n' "$jdk" "$runtime" "$flags" "$lib"
      LC_ALL=C ls -ln "$lib"
    } | cksum
  )
  key=${key%% *}
  folder=${FIREWEED_CACHE_DIR:-$root/.fireweed/archives}
  archive=$folder/$key.jsa
  [ -z "${FIREWEED_CACHE_DIR:-}" ] && [ ! -r "$archive" ] || return 0
  if ! mkdir -p "$folder" 2>/dev/null || [ ! -w "$folder" ]; then
    folder=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/fireweed
    archive=$folder/$key.jsa
  fi
}

# Runs a program once, on the sample where one is named, to learn which classes it loads.
learn() {
  runs=$((runs + 1))
  # shellcheck disable=SC2086
  "$jdk/bin/java" $flags $tuning -Xshare:off \
    -XX:DumpLoadedClassList="$making/classes.$runs" -cp "$class_path" "io.fireweed.cli.$@" \
    </dev/null >/dev/null 2>&1 || :
}

# Runs a member for a moment, on ports that the system chooses, and calls that it answers. Where that
# does not work nobody answers, and what a call needs is loaded, though not all of it, by trying.
learn_calls() {
  any=http://127.0.0.1:0
  # shellcheck disable=SC2086
  "$jdk/bin/java" $flags -XX:+UseSerialGC -Xmx256m -XX:TieredStopAtLevel=1 \
    -XX:DumpLoadedClassList="$making/classes.member" -cp "$class_path" io.fireweed.cli.etcd.Etcd \
    --data-dir "$making/member" --listen-client-urls $any --advertise-client-urls $any \
    --listen-peer-urls $any --initial-advertise-peer-urls $any --initial-cluster default=$any \
    </dev/null >/dev/null 2>"$making/log" &
  member=$!
  address=
  waited=0
  while [ -z "$address" ] && [ $waited -lt 15 ] && kill -0 $member 2>/dev/null; do
    sleep 1
    waited=$((waited + 1))
    address=$(sed -n '/serving client traffic/s/.*"address":"\([^"]*\)".*/\1/p' "$making/log")
  done
  set -- --endpoints="${address:-127.0.0.1:1}" --command-timeout=2s
  learn etcdctl.EtcdCtl "$@" put key value
  learn etcdctl.EtcdCtl "$@" get key
  learn etcdctl.EtcdCtl "$@" get --prefix key --write-out json
  learn etcdctl.EtcdCtl "$@" endpoint status --write-out table
  learn etcdctl.EtcdCtl "$@" member list
  learn etcdctl.EtcdCtl "$@" lease grant 60
  learn etcdctl.EtcdCtl "$@" snapshot save "$making/saved.db"
  kill $member 2>/dev/null || :
  member=
}

# In a shell of its own: what the environment tells etcd's programs is meant for others, above all
# where data is. The member ends with this shell, however that ends.
learn_all() (
  for setting in $(env | sed -n 's/^\(ETCD[A-Z0-9_]*\)=.*/\1/p'); do
    unset "$setting"
  done
  member=
  trap '[ -z "$member" ] || kill "$member" 2>/dev/null || :' EXIT
  runs=0
  sample=$making/sample.db
  gzip -dc "$lib/sample.db.gz" >"$sample" 2>/dev/null || :
  for program in etcdutl.EtcdUtl etcdctl.EtcdCtl; do
    learn $program version
    learn $program snapshot status "$sample" --write-out table
  done
  learn_calls
  learn etcdutl.EtcdUtl snapshot restore "$sample" --data-dir "$making/restored"
  learn etcdutl.EtcdUtl hashkv "$sample"
  learn fireweed.Fireweed --help
  learn fireweed.Fireweed verify "$sample"
  learn fireweed.Fireweed ls "$sample"
)

# Makes the archive; quietly does nothing where that is not possible. It is published by rename. Its
# own lock stays behind after a failure, so that it is not tried again at every call but after ten
# minutes.
make_archive() {
  making=$archive.making
  mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ] || return 0
  [ -z "$(find "$making" -prune -mmin +10 2>/dev/null)" ] || rm -rf "$making"
  mkdir "$making" 2>/dev/null || return 0
  learn_all
  # The ids belong to one run each, and only classes of odd loaders need them.
  cat "$making"/classes.* | sed -e '/^#/d' -e '/ source: /d' -e 's/ id: [0-9]*$//' |
    LC_ALL=C sort -u >"$making/classes"
  # shellcheck disable=SC2086
  if "$jdk/bin/java" $flags -XX:+UseSerialGC -Xshare:dump -XX:SharedClassListFile="$making/classes" \
    -XX:SharedArchiveFile="$making/archive" -cp "$class_path" </dev/null >/dev/null 2>&1 &&
    mv -f "$making/archive" "$archive" 2>/dev/null; then
    rm -rf "$making"
    find "$folder" -name '*.jsa' -mtime +30 ! -name "${archive##*/}" -exec rm -f {} + 2>/dev/null
  fi
  return 0
}

start() {
  tool=$1
  find_root "$2"
  main=$3
  mode=$4
  shift 4
  find_jdk
  find_lib
  choose_flags "$mode"
  share=
  if [ "${FIREWEED_ARCHIVE:-}" != off ]; then
    name_archive
    if [ -r "$archive" ]; then
      share=yes
    else
      # Takes some seconds, so it is made apart from this run, and the next ones have it.
      (make_archive </dev/null >/dev/null 2>&1 &)
    fi
  fi
  # Keys and paths are bytes of UTF-8; in another locale the JVM would garble them.
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]*8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
  # The archive is verified before use: a damaged one is passed over, it cannot harm the run.
  # shellcheck disable=SC2086
  exec "$jdk/bin/java" $flags $tuning \
    ${share:+-XX:SharedArchiveFile="$archive" -XX:+VerifySharedSpaces} ${FIREWEED_JAVA_OPTS:-} \
    -Dfireweed.programs="$root/bin" -cp "$class_path" "$main" "$@"
}
