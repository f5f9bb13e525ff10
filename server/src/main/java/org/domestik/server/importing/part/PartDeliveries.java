// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.part;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.SpoolState;
import org.domestik.model.delivery.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * Gives the batches of a file's parts the deliveries by which the store knows them when the same
 * file comes again.
 *
 * <p>The boot is a hash of a part's contents, whatever the file is called; it holds for the parts
 * that follow, as many as the store keeps all digests of. A file that begins like another and goes
 * on otherwise is therefore told from it by its digests.
 */
public final class PartDeliveries {
  /** No more than the store keeps digests of in one unbroken run, which is 1,000. */
  private static final int LONGEST = 1000;

  /** Stands where one is to come: buckets may not be without. */
  public static final Delivery NONE = new Delivery(new UUID(0, 0), 0);

  /** What comes late on purpose says nothing of its host's clock. */
  private static final SpoolState MORE = new SpoolState(1, 0, 0, 0, 0, null);

  private @Nullable UUID boot;
  private final Map<String, Integer> next = new HashMap<>();

  /** The same batches, each with its delivery; those that have one keep it. */
  public List<Batch> of(List<Batch> batches) {
    Map<String, Integer> more = new HashMap<>();
    batches.forEach(batch -> more.merge(batch.host(), 1, Integer::sum));
    UUID current = boot;
    if (current == null
        || more.entrySet().stream()
            .anyMatch(it -> next.getOrDefault(it.getKey(), 0) + it.getValue() > LONGEST)) {
      current = hash(batches);
      boot = current;
      next.clear();
    }
    List<Batch> numbered = new ArrayList<>(batches.size());
    for (Batch batch : batches) {
      Delivery delivery = batch.delivery();
      if (delivery == null || delivery.equals(NONE)) {
        int sequence = next.merge(batch.host(), 1, Integer::sum) - 1;
        numbered.add(batch.with(new Delivery(current, sequence)).with(MORE));
      } else {
        numbered.add(batch.with(MORE));
      }
    }
    return numbered;
  }

  // Without descriptions: once the probes are there, the same file says less of them. Without the
  // levels that a later part gave to a probe's key: when the file comes again, rows have them.
  private static UUID hash(List<Batch> batches) {
    Map<String, Integer> levels = new HashMap<>();
    for (Batch batch : batches) {
      for (Sample sample : batch.samples()) {
        for (Row row : sample.rows()) {
          levels.merge(sample.probe(), row.ownLevels(), Math::max);
        }
      }
    }
    StringBuilder content = new StringBuilder();
    for (Batch batch : batches) {
      Batch bare =
          new Batch(
              batch.host(),
              batch.delivery(),
              batch.samples().stream()
                  .map(it -> cut(it, levels.getOrDefault(it.probe(), 0)))
                  .toList(),
              Map.of(),
              batch.runs(),
              batch.scripts(),
              batch.buckets(),
              null);
      content.append(WireFormat.toJson(bare)).append('\n');
    }
    return UUID.nameUUIDFromBytes(content.toString().getBytes(UTF_8));
  }

  private static Sample cut(Sample sample, int levels) {
    return new Sample(
        sample.probe(), sample.time(), sample.rows().stream().map(it -> it.cut(levels)).toList());
  }
}
