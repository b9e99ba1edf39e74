package io.fireweed.format.datadir;

import java.nio.file.Path;

/// One file of a member.
public record MemberFile(Path path, FileRole role) {}
