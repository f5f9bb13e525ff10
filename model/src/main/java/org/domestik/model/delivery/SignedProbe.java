// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.model.Names;
import org.jspecify.annotations.Nullable;

/**
 * A probe's script on its way from a server to hosts.
 *
 * @param name the file's name without {@code .lua}, a valid name of a probe
 * @param version of this name, from 1; every change counts it up, going back to an older text too
 * @param hosts globs of the hosts it is for
 * @param source the script
 * @param signature Ed25519, over all of the above, in Base64
 */
public record SignedProbe(
    String name, long version, List<String> hosts, String source, String signature) {
  /** The kind of key and signature. */
  public static final String ALGORITHM = "Ed25519";

  /** The most characters a source may have. */
  public static final int MOST_CHARACTERS = 64 << 10;

  public SignedProbe {
    Names.probe(name);
    hosts = List.copyOf(hosts);
    if (version < 1) {
      throw new BadInput("version " + version + " of \"" + name + "\" is below 1");
    }
    if (source.length() > MOST_CHARACTERS) {
      throw new BadInput(
          "\"" + name + "\" has more than " + MOST_CHARACTERS + " characters and is not sent");
    }
  }

  /** What is signed. No line but the last can hold a line's end, so no two probes share it. */
  public static byte[] signedBytes(String name, long version, List<String> hosts, String source) {
    for (String host : hosts) {
      if (host.indexOf('\n') >= 0) {
        throw new BadInput("hosts: a glob with a line's end");
      }
    }
    String head = "domestik probe\n" + name + "\n" + version + "\n" + hosts.size() + "\n";
    return (head + String.join("\n", hosts) + "\n" + source).getBytes(UTF_8);
  }

  /** Whether it is for a host. */
  public boolean isFor(String host) {
    return Glob.anyMatches(hosts, host);
  }

  /** Whether the owner of the key signed just this. */
  public boolean isSignedBy(PublicKey key) {
    try {
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(signedBytes(name, version, hosts, source));
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false; // A signature of another form is none.
    }
  }

  /** Reads a public key as {@code domestik probes key} prints it, or throws {@link BadInput}. */
  public static PublicKey publicKey(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.strip());
      return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(bytes));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new BadInput("\"" + text + "\" is no key such as \"domestik probes key\" prints", e);
    }
  }

  /** The probe as plain maps, lists and strings that {@link #fromTree} reads back. */
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", name);
    tree.put("version", version);
    tree.put("hosts", hosts);
    tree.put("source", source);
    tree.put("signature", signature);
    return tree;
  }

  /** Reads {@link #toTree}, or throws {@link BadInput}. */
  public static SignedProbe fromTree(@Nullable Object node) {
    if (node instanceof Map<?, ?> tree
        && tree.get("name") instanceof String name
        && tree.get("version") instanceof Number version
        && tree.get("hosts") instanceof List<?> list
        && tree.get("source") instanceof String source
        && tree.get("signature") instanceof String signature) {
      List<String> hosts = new ArrayList<>();
      list.forEach(host -> hosts.add(String.valueOf(host)));
      return new SignedProbe(name, version.longValue(), hosts, source, signature);
    }
    throw new BadInput("no probe with name, version, hosts, source and signature");
  }
}
