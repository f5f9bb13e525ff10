// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.Precision;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** Reads the list of samples, each complaint with the sample's place and probe before it. */
final class SampleReader {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Set<String> FIELDS = Set.of("probe", "time", "data");

  private final JsonParser parser;
  private final RowReader rowReader;
  private final UnknownFields unknown;

  private @Nullable String probe;
  private @Nullable Instant time;
  private @Nullable List<Row> rows;

  SampleReader(JsonParser parser, IngestLimits limits, UnknownFields unknown) {
    this.parser = parser;
    this.unknown = unknown;
    this.rowReader = new RowReader(parser, limits);
  }

  /** The samples of the list the parser stands on. */
  List<Sample> readAll() throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new BadInput("samples: expected a list, found " + BatchReader.shown(parser));
    }
    List<Sample> samples = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      try {
        samples.add(sample());
      } catch (BadInput e) {
        throw e.at("samples[" + samples.size() + "]" + (probe == null ? "" : " (" + probe + ")"));
      }
    }
    return samples;
  }

  private Sample sample() throws IOException {
    probe = null;
    time = null;
    rows = null;
    String fault = null;
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new BadInput("expected an object, found " + BatchReader.shown(parser));
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "probe" -> probe = Names.probe(BatchReader.text(parser, field));
        case "time" -> time = time();
        case "data" -> {
          rows = data();
          fault = rowReader.fault();
        }
        default -> {
          unknown.found(field, FIELDS);
          parser.skipChildren();
        }
      }
    }
    if (fault != null) {
      throw new BadInput(fault);
    }
    return new Sample(required("probe", probe), required("time", time), required("data", rows));
  }

  private Instant time() throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING
        && parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new BadInput("\"time\": expected a time, found " + BatchReader.shown(parser));
    }
    String text = parser.getText();
    if (NUMBER.matcher(text).matches()
        && Precision.fitting(Long.parseLong(text)) == Precision.SECONDS) {
      throw new BadInput(
          "the time "
              + text
              + " is of "
              + Texts.instant(text)
              + ": a number is milliseconds since 1970, and these look like seconds");
    }
    return Texts.sampleTime(Texts.instant(text));
  }

  private List<Row> data() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new BadInput("\"data\": expected an object, found " + BatchReader.shown(parser));
    }
    return rowReader.read();
  }

  private static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new BadInput("\"" + field + "\" is missing");
    }
    return value;
  }
}
