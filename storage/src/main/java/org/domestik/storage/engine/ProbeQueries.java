// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.domestik.model.BadInput;
import org.domestik.storage.ExportQuery;
import org.domestik.storage.Extremes;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Probe;
import org.domestik.storage.ProbeContext;
import org.domestik.storage.Series;
import org.domestik.storage.SeriesQuery;
import org.domestik.storage.Storage.SeriesFunction;
import org.domestik.storage.Window;
import org.domestik.storage.archive.Policies;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HandWritten;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.catalog.ProbeKind;
import org.domestik.storage.query.EachSeries;
import org.domestik.storage.query.Export;
import org.domestik.storage.query.ExtremesSearch;
import org.domestik.storage.query.Keys;
import org.domestik.storage.query.RecentSeries;
import org.domestik.storage.query.SeriesBuilder;
import org.domestik.storage.sql.Database;
import org.jspecify.annotations.Nullable;

/** Asks the tables for what {@link org.domestik.storage.Storage} says of a probe's data. */
final class ProbeQueries {
  private final Database database;
  private final Catalog catalog;
  private final Policies policies;

  ProbeQueries(Database database, Catalog catalog, Policies policies) {
    this.database = database;
    this.catalog = catalog;
    this.policies = policies;
  }

  List<List<String>> storedData(String host, String probe) {
    return ask(probe, List.of(), (it, context) -> it.storedData(context, host));
  }

  List<List<String>> archivedData(String host, String probe) {
    return ask(probe, List.of(), (it, context) -> it.archivedData(context, host));
  }

  Map<String, List<List<String>>> keys(String name, Supplier<List<HostStatus>> hosts) {
    KnownProbe probe = catalog.probe(name);
    return probe == null ? Map.of() : new Keys(database, probe).all(hosts);
  }

  Series series(SeriesQuery query) {
    return ask(
        query.probe(),
        new Series(List.of(), Map.of(), null),
        (it, context) ->
            SeriesBuilder.joined(
                it.getArchivedData(context, query.host(), query.key(), query.from(), query.to()),
                it.getStoredData(context, query.host(), query.key(), query.from(), query.to()),
                query.points()));
  }

  <T> List<T> eachSeries(String name, Map<String, Window> windows, SeriesFunction<T> function) {
    KnownProbe probe = catalog.probe(name);
    return probe == null
        ? List.of()
        : new EachSeries<>(database, probe, windows, function, true).read();
  }

  <T> List<T> eachRecent(
      String name,
      Map<String, Window> windows,
      SeriesFunction<T> function,
      @Nullable RecentSeries newest) {
    KnownProbe probe = catalog.probe(name);
    if (probe == null) {
      return List.of();
    }
    List<T> made = new ArrayList<>();
    Map<String, Window> others =
        newest == null ? windows : newest.each(probe, windows, function, made);
    if (!others.isEmpty()) {
      made.addAll(new EachSeries<>(database, probe, others, function, false).read());
    }
    return made;
  }

  Map<String, Extremes> extremes(SeriesQuery query) {
    KnownProbe probe = catalog.probe(query.probe());
    return probe == null
        ? Map.of()
        : database.read(
            transaction -> new ExtremesSearch(probe, behaviour(probe), transaction, query).run());
  }

  long export(ExportQuery query, Path target) {
    KnownProbe probe = catalog.probe(query.probe());
    if (probe == null) {
      throw new BadInput("there is no probe \"" + query.probe() + "\"");
    }
    return new Export(database, probe, query).write(target);
  }

  /** A question to a probe. */
  private interface Question<T> {
    T ask(Probe probe, ProbeContext context);
  }

  private <T> T ask(String name, T otherwise, Question<T> question) {
    KnownProbe probe = catalog.probe(name);
    return probe == null
        ? otherwise
        : database.read(transaction -> question.ask(behaviour(probe), transaction));
  }

  /** The seven methods of a probe. */
  private Probe behaviour(KnownProbe probe) {
    return switch (probe.kind()) {
      case ProbeKind.Described _ ->
          new DescribedProbe(probe.description(), probe.tables(), policies, catalog::number);
      case HandWritten(Probe written) -> written;
    };
  }
}
