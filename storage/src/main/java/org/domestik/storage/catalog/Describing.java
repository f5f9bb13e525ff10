// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Probe;
import org.domestik.storage.schema.DescriptionText;
import org.domestik.storage.schema.ProbeTables;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.sql.Log;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Says what probes are: brings their tables to descriptions, renames them and lets classes stand
 * for them. Safe for use by several threads.
 */
public final class Describing {
  private final Catalog catalog;
  private final CatalogReader reader;
  private final HostDescriptions hostDescriptions;
  private final Grants grants;
  private final int mostArchived;
  private final Map<String, Probe> written;

  /**
   * Describes the probes of a catalog.
   *
   * @param mostArchived how many values and derived values a table of buckets can have
   * @param written by name, the probes whose classes are there; to be added to
   */
  Describing(
      Catalog catalog,
      CatalogReader reader,
      HostDescriptions hostDescriptions,
      Grants grants,
      int mostArchived,
      Map<String, Probe> written) {
    this.catalog = catalog;
    this.reader = reader;
    this.hostDescriptions = hostDescriptions;
    this.grants = grants;
    this.mostArchived = mostArchived;
    this.written = written;
  }

  /**
   * Widens a probe's tables, or creates them, as an operator wishes, whose words stay in force.
   *
   * @throws BadInput where it would lose data
   */
  public void describe(ProbeDescription said) {
    catalog.change(
        transaction -> {
          KnownProbe old = reread(transaction, said.probe());
          KnownProbe next = asOperator(transaction, old, said);
          if (!isSame(old, next)) {
            grants.apply(transaction);
            Catalog.countChange(transaction);
          }
          return next;
        },
        this::remember);
  }

  private KnownProbe asOperator(
      Transaction transaction, @Nullable KnownProbe old, ProbeDescription said) {
    if (old == null) {
      return brought(transaction, null, said, said, () -> newId(transaction));
    }
    ProbeDescription operator = old.operator();
    // Words without a policy take back none: it holds until another is said.
    ProbeDescription words =
        said.archive() == null && operator != null
            ? Agreement.withArchive(said, operator.archive())
            : said;
    ProbeDescription next = old.description().evolve(words);
    return brought(transaction, old, next, words, old::id);
  }

  /** What became of a host's words about a probe. */
  private record Taken(KnownProbe probe, boolean isNew, HostDescription own) {}

  /** Likewise, about several; {@code host} is null where it has no number yet. */
  private record AllTaken(List<Taken> each, @Nullable KnownHost host) {}

  /**
   * Widens probes' tables, or creates them, as far as a host's words may go; keeps what else it
   * says for itself. All in one transaction, or nothing of it.
   *
   * @param said of each probe once
   * @return the names of those of which there was none before
   * @throws BadInput where it would lose data, or leave no room for what others have to add
   */
  public List<String> describe(String host, List<ProbeDescription> said) {
    return catalog
        .change(
            transaction -> takeAll(transaction, host, said),
            taken -> {
              if (taken.host() != null) {
                catalog.put(taken.host());
              }
              for (Taken each : taken.each()) {
                hostDescriptions.put(host, each.probe().name(), each.own());
                remember(each.probe());
              }
            })
        .each()
        .stream()
        .filter(Taken::isNew)
        .map(taken -> taken.probe().name())
        .toList();
  }

  private AllTaken takeAll(Transaction transaction, String name, List<ProbeDescription> said) {
    KnownHost host = catalog.host(name);
    catalog.checkHosts(host == null ? 1 : 0);
    Set<String> there =
        reader.there(transaction, said.stream().map(ProbeDescription::probe).toList());
    AtomicInteger newIds = new AtomicInteger(there.size() < said.size() ? newId(transaction) : 0);
    List<Taken> all = new ArrayList<>();
    boolean isChange = false;
    boolean isWider = false;
    for (ProbeDescription words : said) {
      KnownProbe old = there.contains(words.probe()) ? reread(transaction, words.probe()) : null;
      HostDescription before = hostDescriptions.of(name, words.probe());
      HostWords its = new HostWords(transaction, name, host, words);
      ProbeDescription next = its.next(old);
      HostDescription after = its.kept(old, next, before);
      ProbeDescription operator = old == null ? null : old.operator();
      KnownProbe probe = brought(transaction, old, next, operator, newIds::getAndIncrement);
      all.add(new Taken(probe, old == null, after));
      isWider |= !isSame(old, probe);
      if (!after.equals(before)) {
        host = host == null ? Numbering.numbered(transaction, name) : host;
        HostDescriptions.write(transaction, host.id(), probe.id(), after);
        isChange = true;
      }
    }
    if (isWider) {
      grants.apply(transaction);
    }
    if (isWider || isChange) {
      Catalog.countChange(transaction);
    }
    return new AllTaken(all, host);
  }

  /** Unless it says what it said: whatever was matched to it stays so. */
  private void remember(KnownProbe probe) {
    if (!isSame(catalog.probe(probe.name()), probe)) {
      catalog.put(probe);
    }
  }

  private static boolean isSame(@Nullable KnownProbe before, KnownProbe probe) {
    return before != null
        && before.description().equals(probe.description())
        && Objects.equals(before.operator(), probe.operator());
  }

  /**
   * Gives a described probe another name; nothing is taken in meanwhile.
   *
   * @throws BadInput where there is no such probe, or one of the other name
   */
  public void rename(String name, String other) {
    catalog.change(
        transaction -> {
          KnownProbe old = reread(transaction, name);
          if (old == null || old.kind() instanceof HandWritten) {
            throw new BadInput("there is no described probe \"" + name + "\"");
          }
          if (reread(transaction, other) != null) {
            throw new BadInput("there is a probe \"" + other + "\" already");
          }
          ProbeDescription description = DescriptionText.renamed(old.description(), other);
          KnownProbe next = KnownProbe.of(old.id(), description, null, old.kind(), old.series());
          new Renaming(transaction).apply(old, next);
          Catalog.countChange(transaction);
          return next;
        },
        renamed -> {
          catalog.removeProbe(name);
          catalog.put(renamed);
          hostDescriptions.rename(name, other);
        });
  }

  private @Nullable KnownProbe reread(Transaction transaction, String name) {
    return reader.probe(transaction, name, catalog.probe(name));
  }

  /** Brings a probe's tables to a description, if they are not there yet. */
  private KnownProbe brought(
      Transaction transaction,
      @Nullable KnownProbe old,
      ProbeDescription next,
      @Nullable ProbeDescription operator,
      IntSupplier newId) {
    if (old != null && next.equals(old.description()) && Objects.equals(operator, old.operator())) {
      return old;
    }
    check(old, next);
    KnownProbe widened =
        old == null
            ? KnownProbe.of(
                newId.getAsInt(), next, operator, kind(next.probe()), KnownProbe.noSeries())
            : KnownProbe.of(old.id(), next, operator, old.kind(), old.series(next.keys().size()));
    new Migration(transaction).apply(old, widened);
    return widened;
  }

  private static int newId(Transaction transaction) {
    return Numbering.next(transaction, "id", "probe");
  }

  private ProbeKind kind(String newProbe) {
    return written.containsKey(newProbe) ? reader.handWritten(newProbe) : new ProbeKind.Described();
  }

  /** Throws {@link BadInput} where what became of a probe is more than the store can archive. */
  public void check(@Nullable KnownProbe old, ProbeDescription next) {
    new ProbeTables(next).check(old == null ? null : old.tables(), mostArchived);
  }

  /**
   * Lets a hand-written probe store what scripts send under its name.
   *
   * @throws BadInput where there are data of a described probe of that name already, or its tables
   *     cannot be created
   */
  public void register(Probe probe) {
    catalog.inTurn(() -> put(probe));
  }

  private void put(Probe probe) {
    String name = probe.name();
    KnownProbe known = catalog.probe(name);
    if (known != null) {
      switch (known.kind()) {
        case ProbeKind.Described _ ->
            throw new BadInput(
                "the store has data of probe \""
                    + name
                    + "\" already, in tables made from a description; give the probe in Java"
                    + " another name");
        case HandWritten _ -> createTables(probe);
      }
    }
    written.put(name, probe);
    if (known != null) {
      catalog.put(
          KnownProbe.of(
              known.id(),
              known.description(),
              known.operator(),
              reader.handWritten(name),
              known.series()));
    }
  }

  /** Has the probes in Java that are registered already create their tables. */
  public void createTables() {
    for (Probe probe : written.values()) {
      KnownProbe known = catalog.probe(probe.name());
      switch (known == null ? null : known.kind()) {
        case HandWritten _ -> createTables(probe);
        case ProbeKind.Described _ ->
            Log.LOGGER.warning(
                () -> "probe " + probe.name() + " in Java is left out: the store has data of one");
        case null -> {} // Its first sample will create them.
      }
    }
  }

  private void createTables(Probe probe) {
    catalog.add(
        transaction -> {
          new HandWritten(probe).createTables(transaction);
          grants.apply(transaction);
          return probe;
        },
        _ -> {});
  }
}
