// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.part;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.json.BatchReader;
import org.domestik.server.json.JsonTree;
import org.domestik.server.text.TooMuch;
import org.jspecify.annotations.Nullable;

/** Documents as agents post them, one behind the other or in one list, as many at once as fit. */
public final class JsonParts implements Parts {
  private static final int ROWS = 20_000;

  private final String name;
  private final JsonParser parser;
  private final IngestLimits limits;
  private final Latest latest;
  private final Faults faults;
  private boolean inList;
  private long document;

  public JsonParts(Source source, IngestLimits limits, Latest latest, Faults faults)
      throws IOException {
    name = source.name();
    parser = JsonTree.FACTORY.createParser(source.stream());
    this.limits = limits;
    this.latest = latest;
    this.faults = faults;
  }

  @Override
  public @Nullable Part next() throws IOException {
    @Nullable BadInput end = null;
    List<Batch> batches = new ArrayList<>();
    long first = document + 1;
    long rows = 0;
    try {
      while (rows < ROWS && end == null && isMore()) {
        document++;
        int line = parser.currentTokenLocation().getLineNr();
        try {
          Batch batch = BatchReader.read(parser, limits);
          latest.check(batch);
          rows += Rows.of(batch);
          batches.add(batch);
        } catch (TooMuch e) {
          end = new BadInput(name + ":" + line + ": " + e.getMessage(), e);
        } catch (BadInput e) {
          leave();
          end = faults.end(name + ":" + line + " (document " + document + ")", e);
        }
      }
    } catch (JsonProcessingException e) {
      end =
          new BadInput(
              name + ":" + e.getLocation().getLineNr() + ": not JSON: " + JsonTree.words(e), e);
    }
    return document < first && end == null
        ? null
        : new Part(name + " documents " + first + " to " + document, rows, batches, end);
  }

  /** Goes to the next document; false at the end. */
  private boolean isMore() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.START_ARRAY && !inList) {
      inList = true;
      token = parser.nextToken();
    }
    if (token == JsonToken.END_ARRAY) {
      inList = false;
      return isMore();
    }
    return token != null;
  }

  /** Goes to the end of a document in the midst of which something was wrong. */
  private void leave() throws IOException {
    int depth = inList ? 1 : 0;
    while (parser.currentToken() != null && depth(parser) > depth) {
      parser.nextToken();
    }
  }

  private static int depth(JsonParser parser) {
    int depth = 0;
    for (var context = parser.getParsingContext();
        !context.inRoot();
        context = context.getParent()) {
      depth++;
    }
    return depth;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
