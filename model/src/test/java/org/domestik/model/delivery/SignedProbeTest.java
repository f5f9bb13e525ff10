// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;

class SignedProbeTest {
  private final KeyPair keys;
  private final SignedProbe probe;

  SignedProbeTest() throws Exception {
    keys = KeyPairGenerator.getInstance(SignedProbe.ALGORITHM).generateKeyPair();
    List<String> hosts = List.of("db-*", "web");
    Signature signature = Signature.getInstance(SignedProbe.ALGORITHM);
    signature.initSign(keys.getPrivate());
    signature.update(SignedProbe.signedBytes("load", 3, hosts, "return {}"));
    String text = Base64.getEncoder().encodeToString(signature.sign());
    probe = new SignedProbe("load", 3, hosts, "return {}", text);
  }

  @Test
  void signatureHoldsForAllOfItAndForNothingElse() {
    String signature = probe.signature();
    assertThat(probe.isSignedBy(keys.getPublic())).isTrue();
    for (SignedProbe other :
        List.of(
            new SignedProbe("loaf", 3, probe.hosts(), "return {}", signature),
            new SignedProbe("load", 4, probe.hosts(), "return {}", signature),
            new SignedProbe("load", 3, List.of("*"), "return {}", signature),
            new SignedProbe("load", 3, List.of("db-*"), "web\nreturn {}", signature),
            new SignedProbe("load", 3, probe.hosts(), "return { }", signature),
            new SignedProbe("load", 3, probe.hosts(), "return {}", "x"),
            new SignedProbe("load", 3, probe.hosts(), "return {}", ""))) {
      assertThat(other.isSignedBy(keys.getPublic())).as("%s", other).isFalse();
    }
  }

  @Test
  void anotherKeyDoesNotDo() throws Exception {
    KeyPair others = KeyPairGenerator.getInstance(SignedProbe.ALGORITHM).generateKeyPair();
    assertThat(probe.isSignedBy(others.getPublic())).isFalse();
  }

  @Test
  void itIsForTheHostsItNames() {
    assertThat(probe.isFor("db-7")).isTrue();
    assertThat(probe.isFor("web")).isTrue();
    assertThat(probe.isFor("web2")).isFalse();
  }

  @Test
  void treeAndKeyAreReadBack() {
    assertThat(SignedProbe.fromTree(probe.toTree())).isEqualTo(probe);
    String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    assertThat(SignedProbe.publicKey(key)).isEqualTo(keys.getPublic());
    assertThatThrownBy(() -> SignedProbe.publicKey("nonsense")).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> SignedProbe.fromTree(List.of())).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> new SignedProbe("../x", 1, List.of(), "", ""))
        .isInstanceOf(BadInput.class);
  }
}
