package io.fireweed.testkit.embedded;

import io.fireweed.client.ClientOptions;
import io.fireweed.client.Endpoint;
import io.fireweed.client.EtcdClient;
import io.fireweed.client.RangeQuery;
import io.fireweed.format.wire.Bytes;
import java.util.List;
import java.util.Optional;

/// Keys and values as texts, by our client.
record Keys(EtcdClient client, Endpoint endpoint) implements AutoCloseable {
  static Keys of(EmbeddedEtcd etcd) {
    Endpoint endpoint = Endpoint.parse(etcd.clientUrl());
    return new Keys(EtcdClient.open(ClientOptions.of(List.of(endpoint))), endpoint);
  }

  void put(String key, String value) {
    long _ = client.put(Bytes.ofUtf8(key), Bytes.ofUtf8(value));
  }

  Optional<String> find(String key) {
    return client
        .find(RangeQuery.key(Bytes.ofUtf8(key)))
        .map(found -> found.getValue().toStringUtf8());
  }

  int hash() {
    return client.hashKv(endpoint, 0).getHash();
  }

  @Override
  public void close() {
    client.close();
  }
}
