package io.fireweed.recovery.restore;

import io.fireweed.format.fault.RefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The members of a cluster to be, from a `members.yaml` or from `--members`.
///
/// ```yaml
/// token: etcd-cluster                  # optional
/// members:
///   - name: m1
///     peerURLs: [http://10.0.0.1:2380]
///     dir: /var/lib/etcd               # optional: where its data directory is built
///     walDir: /fast/wal                # optional
/// ```
///
/// Unknown names are errors: a mistyped setting must not be passed over.
public record MembersFile(String token, List<Member> members) {
  /// What etcd uses when no token is given.
  public static final String DEFAULT_TOKEN = "etcd-cluster";

  /// A file name has at most 255 bytes, and a restore adds `.` and `.restoring` while it builds.
  private static final int MAX_NAME_BYTES = 240;

  private static final Set<String> TOP_NAMES = Set.of("token", "members");
  private static final Set<String> MEMBER_NAMES = Set.of("name", "peerURLs", "dir", "walDir");

  /// One member.
  ///
  /// @param dir its data directory, if it is not `<output directory>/<name>`
  public record Member(
      String name, List<PeerUrl> peerUrls, Optional<Path> dir, Optional<Path> walDir) {
    public Member {
      peerUrls = List.copyOf(peerUrls);
    }
  }

  public MembersFile {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new RefusedException("members expected at least one, found none");
    }
    Set<String> names = new HashSet<>();
    for (Member member : members) {
      if (!names.add(member.name())) {
        throw new RefusedException("member " + member.name() + " expected once, found twice");
      }
    }
  }

  /// {@return the members of `m1=http://…,m2=http://…`}
  public static MembersFile ofPairs(String pairs, String token) {
    List<Member> members = new ArrayList<>();
    InitialCluster.parse(pairs)
        .members()
        .forEach(
            (name, urls) -> {
              requireName(name);
              members.add(new Member(name, urls, Optional.empty(), Optional.empty()));
            });
    return new MembersFile(token, members);
  }

  /// {@return the members that a YAML text describes}
  ///
  /// @param file for messages
  public static MembersFile ofYaml(String yaml, String file) {
    Map<String, Object> top = MembersYaml.object(MembersYaml.load(yaml, file), file, TOP_NAMES);
    String token = MembersYaml.findText(top, "token", file).orElse(DEFAULT_TOKEN);
    List<Member> members = new ArrayList<>();
    int index = 0;
    for (Object entry : MembersYaml.list(top, "members", file)) {
      String where = file + ": members[" + index++ + "]";
      members.add(member(MembersYaml.object(entry, where, MEMBER_NAMES), where));
    }
    return new MembersFile(token, members);
  }

  private static Member member(Map<String, Object> fields, String where) {
    String name =
        MembersYaml.findText(fields, "name", where)
            .orElseThrow(() -> new RefusedException(where + ": name expected, found none"));
    requireName(name);
    List<PeerUrl> urls = new ArrayList<>();
    for (Object url : MembersYaml.list(fields, "peerURLs", where)) {
      urls.add(PeerUrl.parse(MembersYaml.text(url, where + ": peerURLs")));
    }
    if (urls.isEmpty()) {
      throw new RefusedException(where + ": peerURLs expected at least one URL, found none");
    }
    return new Member(
        name,
        urls,
        MembersYaml.findText(fields, "dir", where).map(Path::of),
        MembersYaml.findText(fields, "walDir", where).map(Path::of));
  }

  /// A name becomes a directory below the output directory, and must not lead out of it.
  private static void requireName(String name) {
    boolean plain = !name.isEmpty() && !name.equals(".") && !name.equals("..");
    boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
    if (!plain || !fits || name.chars().anyMatch(MembersFile::isForbidden)) {
      throw new RefusedException(
          "member name expected a name that can be a directory, found " + PeerUrl.quoted(name));
    }
  }

  InitialCluster initialCluster() {
    TreeMap<String, List<PeerUrl>> urls = new TreeMap<>();
    members.forEach(member -> urls.put(member.name(), member.peerUrls()));
    return new InitialCluster(urls);
  }

  private static boolean isForbidden(int c) {
    return c == '/' || c == ',' || c == '=' || Character.isISOControl(c);
  }
}
