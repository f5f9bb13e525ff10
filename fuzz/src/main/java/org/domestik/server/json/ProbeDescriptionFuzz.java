// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;

/** What a stranger says of a probe: what is taken says the same when it is told again. */
public final class ProbeDescriptionFuzz {

  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    ProbeDescription description;
    try {
      if (!(JsonTree.read(new ByteArrayInputStream(data)) instanceof Map<?, ?> tree)) {
        return;
      }
      description = ProbeDescription.fromTree(texts(tree), "p");
    } catch (BadInput e) {
      return;
    }
    if (!ProbeDescription.fromTree(description.toTree(), "p").equals(description)) {
      throw new AssertionError("told again as another: " + description);
    }
  }

  @SuppressWarnings("unchecked") // An object's names in JSON are texts.
  private static Map<String, ?> texts(Map<?, ?> tree) {
    return (Map<String, ?>) tree;
  }

  private ProbeDescriptionFuzz() {}
}
