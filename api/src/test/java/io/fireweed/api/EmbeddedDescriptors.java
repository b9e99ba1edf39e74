package io.fireweed.api;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// The descriptors that an etcd program of the 3.4 and 3.5 lines carries inside itself, gzipped:
/// what the program itself believes about the wire.
final class EmbeddedDescriptors {
  private static final int DESCRIPTOR_BYTES_MAX = 1 << 20;
  private static final Set<String> PACKAGES =
      Set.of("etcdserverpb", "mvccpb", "authpb", "membershippb", "v3lockpb", "v3electionpb");

  private EmbeddedDescriptors() {}

  /// {@return every descriptor of a package this project also describes}
  static List<FileDescriptorProto> of(Path program) throws IOException {
    byte[] bytes = Files.readAllBytes(program);
    List<FileDescriptorProto> found = new ArrayList<>();
    for (int i = 0; i + 10 < bytes.length; i++) {
      if (bytes[i] == 0x1f && bytes[i + 1] == (byte) 0x8b && bytes[i + 2] == 8) {
        FileDescriptorProto file = parse(bytes, i);
        if (PACKAGES.contains(file.getPackage())) {
          found.add(file);
        }
      }
    }
    return found;
  }

  /// The default instance, without a package, when no descriptor begins there.
  private static FileDescriptorProto parse(byte[] bytes, int offset) {
    ByteArrayInputStream from = new ByteArrayInputStream(bytes, offset, bytes.length - offset);
    try (GZIPInputStream in = new GZIPInputStream(from)) {
      return FileDescriptorProto.parseFrom(in.readNBytes(DESCRIPTOR_BYTES_MAX));
    } catch (IOException e) {
      return FileDescriptorProto.getDefaultInstance();
    }
  }
}
