package io.fireweed.api;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.fireweed.api.rpc.election.ElectionProto;
import io.fireweed.api.rpc.lock.LockProto;
import io.fireweed.api.rpc.membership.MembershipProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// What descriptors say about the wire, one fact a line, so that two sets of descriptors can be
/// compared whatever files they came in:
///
/// ```
/// etcdserverpb.PutRequest.lease = 3 int64
/// etcdserverpb.AlarmType.NOSPACE = 1
/// etcdserverpb.KV/Range = etcdserverpb.RangeRequest -> etcdserverpb.RangeResponse
/// ```
final class WireFacts {
  private WireFacts() {}

  /// {@return the descriptors of every generated file of the project}
  static List<FileDescriptor> ourFiles() {
    return List.of(
        io.fireweed.api.rpc.mvcc.KvProto.getDescriptor(),
        io.fireweed.api.rpc.auth.AuthProto.getDescriptor(),
        MembershipProto.getDescriptor(),
        LockProto.getDescriptor(),
        ElectionProto.getDescriptor(),
        io.fireweed.api.rpc.HeaderProto.getDescriptor(),
        io.fireweed.api.rpc.KvProto.getDescriptor(),
        io.fireweed.api.rpc.WatchProto.getDescriptor(),
        io.fireweed.api.rpc.LeaseProto.getDescriptor(),
        io.fireweed.api.rpc.ClusterProto.getDescriptor(),
        io.fireweed.api.rpc.MaintenanceProto.getDescriptor(),
        io.fireweed.api.rpc.AuthProto.getDescriptor(),
        io.fireweed.api.rpc.V2RequestProto.getDescriptor(),
        io.fireweed.api.rpc.RaftInternalProto.getDescriptor());
  }

  /// {@return the facts of the project's descriptors, by subject}
  static SortedMap<String, String> ours() {
    return of(ourFiles().stream().map(FileDescriptor::toProto).toList());
  }

  /// {@return the facts of some descriptors: subject to value, sorted}
  static SortedMap<String, String> of(List<FileDescriptorProto> files) {
    SortedMap<String, String> facts = new TreeMap<>();
    for (FileDescriptorProto file : files) {
      String scope = file.getPackage();
      file.getMessageTypeList().forEach(m -> addMessage(facts, scope, m));
      file.getEnumTypeList().forEach(e -> addEnum(facts, scope, e));
      file.getServiceList().forEach(s -> addService(facts, scope, s));
    }
    return facts;
  }

  private static void addMessage(
      SortedMap<String, String> facts, String scope, DescriptorProto message) {
    String name = scope + "." + message.getName();
    facts.put(name, "message");
    for (FieldDescriptorProto field : message.getFieldList()) {
      facts.put(name + "." + field.getName(), field.getNumber() + " " + type(message, field));
    }
    message.getNestedTypeList().forEach(m -> addMessage(facts, name, m));
    message.getEnumTypeList().forEach(e -> addEnum(facts, name, e));
  }

  private static String type(DescriptorProto message, FieldDescriptorProto field) {
    List<String> words = new ArrayList<>();
    if (field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED) {
      words.add("repeated");
    }
    String typeName = field.getTypeName();
    words.add(
        typeName.isEmpty()
            ? field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT)
            : typeName.substring(1));
    if (field.hasOneofIndex()) {
      words.add("oneof " + message.getOneofDecl(field.getOneofIndex()).getName());
    }
    return String.join(" ", words);
  }

  private static void addEnum(
      SortedMap<String, String> facts, String scope, EnumDescriptorProto type) {
    type.getValueList()
        .forEach(
            value ->
                facts.put(
                    scope + "." + type.getName() + "." + value.getName(), "" + value.getNumber()));
  }

  private static void addService(
      SortedMap<String, String> facts, String scope, ServiceDescriptorProto service) {
    for (MethodDescriptorProto method : service.getMethodList()) {
      String request = (method.getClientStreaming() ? "stream " : "") + method.getInputType();
      String response = (method.getServerStreaming() ? "stream " : "") + method.getOutputType();
      facts.put(
          scope + "." + service.getName() + "/" + method.getName(),
          (request + " -> " + response).replace(" .", " ").replaceFirst("^\\.", ""));
    }
  }
}
