// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.model.delivery.SpoolState;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.json.JsonTree;
import org.domestik.server.text.Texts;
import org.domestik.server.text.TooMuch;
import org.jspecify.annotations.Nullable;

/**
 * Reads the document of {@code POST /api/v1/samples} as a stream; {@link
 * org.domestik.model.delivery.WireFormat} shows it.
 */
public final class BatchReader {
  private static final Set<String> FIELDS =
      Set.of(
          "host",
          "boot",
          "sequence",
          "samples",
          "descriptions",
          "runs",
          "scripts",
          "spool",
          "buckets");
  private static final int MAX_RUNS = 10_000;
  private static final int MAX_SCRIPTS = 10_000;

  private final JsonParser parser;
  private final SampleReader samples;
  private @Nullable String host;
  private @Nullable UUID boot;
  private @Nullable Long sequence;
  private @Nullable List<Sample> read;
  private final Map<String, ProbeDescription> descriptions = new LinkedHashMap<>();
  private final List<Run> runs = new ArrayList<>();
  private @Nullable List<String> scripts;
  private @Nullable SpoolState spool;
  private final List<Bucket> buckets = new ArrayList<>();
  private final int maxRows;
  private final IngestLimits limits;
  private final UnknownFields unknown;

  private BatchReader(JsonParser parser, IngestLimits limits, UnknownFields unknown) {
    this.parser = parser;
    this.unknown = unknown;
    this.maxRows = limits.rows();
    this.limits = limits;
    this.samples = new SampleReader(parser, limits, unknown);
  }

  /**
   * Reads a body to its end.
   *
   * @throws BadInput says which sample, key and value is wrong and why
   * @throws TooMuch for more rows than the limits allow
   */
  public static Batch read(InputStream body, IngestLimits limits) throws IOException {
    return read(body, limits, UnknownFields.refused());
  }

  /** The same; {@code unknown} says what becomes of fields that nobody here knows. */
  public static Batch read(InputStream body, IngestLimits limits, UnknownFields unknown)
      throws IOException {
    try (JsonParser parser = JsonTree.FACTORY.createParser(body)) {
      parser.nextToken();
      Batch batch = new BatchReader(parser, limits, unknown).document();
      if (parser.nextToken() != null) {
        throw new BadInput("there is something behind the document: " + shown(parser));
      }
      return batch;
    } catch (JsonProcessingException e) {
      throw new BadInput("not JSON: " + JsonTree.words(e) + position(e), e);
    } catch (CharConversionException e) {
      throw new BadInput("not JSON in UTF-8: " + e.getMessage(), e);
    }
  }

  /** Reads documents one behind the other, as many as there are. */
  public static List<Batch> readAll(InputStream body, IngestLimits limits) throws IOException {
    List<Batch> batches = new ArrayList<>();
    try (JsonParser parser = JsonTree.FACTORY.createParser(body)) {
      while (parser.nextToken() != null) {
        batches.add(read(parser, limits));
      }
    } catch (JsonProcessingException e) {
      throw new BadInput("not JSON: " + JsonTree.words(e) + position(e), e);
    } catch (CharConversionException e) {
      throw new BadInput("not JSON in UTF-8: " + e.getMessage(), e);
    }
    return batches;
  }

  /** Reads the document that the parser stands on, and nothing behind it. */
  public static Batch read(JsonParser parser, IngestLimits limits) throws IOException {
    return new BatchReader(parser, limits, UnknownFields.refused()).document();
  }

  private static String position(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  private Batch document() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new BadInput("expected an object {\"host\":…,\"samples\":[…]}, found " + shown(parser));
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      field(field);
    }
    if (host == null) {
      throw new BadInput("\"host\" is missing");
    }
    if (read == null) {
      throw new BadInput("\"samples\" is missing; it may be an empty list");
    }
    return new Batch(host, delivery(), read, descriptions, runs, scripts, buckets, spool);
  }

  private void field(String field) throws IOException {
    switch (field) {
      case "host" -> host = Names.host(text(parser, field));
      case "boot" -> boot = boot(text(parser, field));
      case "sequence" -> sequence = integer(parser, field);
      case "samples" -> read = samples.readAll();
      case "descriptions" -> readDescriptions();
      case "runs" -> readRuns();
      case "scripts" -> scripts = readScripts();
      case "buckets" -> readBuckets();
      case "spool" -> spool = readSpool();
      default -> {
        unknown.found(field, FIELDS);
        parser.skipChildren();
      }
    }
  }

  /** Agents send a UUID; any other text of a sender names one just as well. */
  private static UUID boot(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return UUID.nameUUIDFromBytes(
          Texts.text("boot", text).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private @Nullable Delivery delivery() {
    if (boot == null && sequence == null) {
      return null;
    }
    if (boot == null || sequence == null) {
      throw new BadInput("\"boot\" and \"sequence\" come together or not at all");
    }
    return new Delivery(boot, sequence);
  }

  private void readDescriptions() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new BadInput("descriptions: expected an object, found " + shown(parser));
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String probe = parser.currentName();
      parser.nextToken();
      try {
        ProbeDescription description = ProbeDescription.fromTree(object(), probe);
        if (!description.probe().equals(probe)) {
          throw new BadInput("it says its name is \"" + description.probe() + "\"");
        }
        descriptions.put(probe, description);
      } catch (BadInput e) {
        unknown.refuse(e.at("descriptions: " + Texts.quoted(probe)), "descriptions: " + probe);
      }
    }
  }

  private void readRuns() throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new BadInput("runs: expected a list, found " + shown(parser));
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (runs.size() == MAX_RUNS) {
        throw new TooMuch("more than " + MAX_RUNS + " runs in one request");
      }
      try {
        runs.add(RunReader.read(object(), unknown));
      } catch (BadInput e) {
        throw e.at("runs[" + runs.size() + "]");
      }
    }
  }

  private void readBuckets() throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new BadInput("buckets: expected a list, found " + shown(parser));
    }
    int rows = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      try {
        Bucket bucket = BucketReader.read(object(), limits);
        rows += bucket.rows().size();
        buckets.add(bucket);
      } catch (BadInput e) {
        throw e.at("buckets[" + buckets.size() + "]");
      }
      if (rows > maxRows) {
        throw new TooMuch("more than " + maxRows + " rows of buckets in one request");
      }
    }
  }

  private SpoolState readSpool() throws IOException {
    try {
      return SpoolReader.read(object(), unknown);
    } catch (BadInput e) {
      throw e.at("spool");
    }
  }

  private List<String> readScripts() throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new BadInput("scripts: expected a list, found " + shown(parser));
    }
    List<String> names = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (names.size() == MAX_SCRIPTS) {
        throw new TooMuch("more than " + MAX_SCRIPTS + " scripts in one request");
      }
      names.add(Texts.free(text(parser, "scripts"), RunReader.MAX_SCRIPT));
    }
    return names;
  }

  @SuppressWarnings("unchecked") // The names of an object are texts.
  private Map<String, Object> object() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new BadInput("expected an object, found " + shown(parser));
    }
    return (Map<String, Object>) java.util.Objects.requireNonNull(JsonTree.read(parser));
  }

  static String text(JsonParser parser, String field) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new BadInput("\"" + field + "\": expected a text, found " + shown(parser));
    }
    return parser.getText();
  }

  private static long integer(JsonParser parser, String field) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw new BadInput("\"" + field + "\": expected a whole number, found " + shown(parser));
    }
    return parser.getLongValue();
  }

  /** What the parser stands on, in words. */
  static String shown(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case null -> "nothing";
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "a list";
      default -> Texts.quoted(parser.getText());
    };
  }
}
