// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.domestik.agent.delivery.Receiver;
import org.domestik.agent.http.ServerAccess;
import org.junit.jupiter.api.Test;

class ServerProbesClientTest {
  @Test
  void itKnowsHowLongTheServerWantsNotToBeAskedAgain() throws Exception {
    try (Receiver server = new Receiver()) {
      ServerProbesClient client =
          new ServerProbesClient(new ServerAccess(server.address(), null, null, null), "h");
      server.probes = "{\"probes\":[]}";
      assertThat(client.changed()).isEmpty();
      assertThat(client.pauseSeconds()).isZero();
      server.gather = "16";
      assertThat(client.changed()).isNull();
      assertThat(client.pauseSeconds()).isEqualTo(16);
      server.gather = "3600";
      assertThat(client.changed()).isNull();
      assertThat(client.pauseSeconds()).isEqualTo(20);
      server.gather = "soon";
      assertThat(client.changed()).isNull();
      assertThat(client.pauseSeconds()).isZero();
      server.gather = "7";
      server.probes = null;
      assertThatThrownBy(client::changed).isInstanceOf(IOException.class);
      server.gather = null;
      assertThatThrownBy(client::changed).isInstanceOf(IOException.class);
      assertThat(client.pauseSeconds()).as("503 of what stands before the server").isEqualTo(7);
      server.probes = "{\"probes\":[]}";
      assertThat(client.changed()).isNull();
      assertThat(client.pauseSeconds()).isZero();
    }
  }
}
