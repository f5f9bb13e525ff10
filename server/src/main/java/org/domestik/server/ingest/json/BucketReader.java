// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.json;

import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Bucket.Totals;
import org.domestik.model.delivery.BucketTree;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.text.Texts;

/** Reads a bucket from its JSON object, with the same care for keys and times as for samples. */
final class BucketReader {
  private BucketReader() {}

  /** {@code limits}: of what a sender may make one bucket. */
  static Bucket read(Map<String, Object> fields, IngestLimits limits) {
    Bucket bucket = BucketTree.read(fields);
    if (bucket.length().compareTo(limits.bucket()) > 0) {
      throw new BadInput(
          "it lasts "
              + Span.words(bucket.length())
              + ", longer than "
              + Span.words(limits.bucket()));
    }
    Texts.sampleTime(bucket.start());
    Texts.sampleTime(bucket.end());
    for (Totals row : bucket.rows()) {
      row.key().stream().filter(level -> !(limits.gaps() && level.isEmpty())).forEach(Texts::key);
    }
    return bucket;
  }
}
